import { generateWhenStale } from './generate.ts'

generateWhenStale()
const { launch } = await import('./launcher/launch.ts')
process.exit(await launch(process.env, { reloads: true }))
