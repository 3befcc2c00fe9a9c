import { enableCompileCache } from 'node:module'
import { COMPILE_CACHE } from './launcher/compile-cache.ts'

enableCompileCache(COMPILE_CACHE)
const { launch } = await import('./launcher/launch.ts')

process.exit(await launch(process.env))
