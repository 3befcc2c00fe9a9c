import { launch } from './launcher/launch.ts'

process.exit(await launch(process.env, { reloads: true }))
