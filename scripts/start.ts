import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'
import { generateWhenStale } from './generate.ts'

// As the services do: a third of the time to the first line is the reading of TypeScript.
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url)))

generateWhenStale()
const { launch } = await import('./launcher/launch.ts')
process.exit(await launch(process.env))
