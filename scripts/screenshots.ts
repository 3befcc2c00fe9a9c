import { parseArgs } from 'node:util'
import { coreApiUrl, readPlatformKey } from './api/platform-key.ts'
import { takeScreenshots } from './screenshots/take.ts'

const options = {
  org: { type: 'string', default: 'demo' },
  out: { type: 'string', default: 'docs/console' },
} as const

try {
  const { org, out } = parseArgs({ options }).values
  const paths = await takeScreenshots({ baseUrl: coreApiUrl(), platformKey: readPlatformKey(), org, out })
  console.log(paths.join('\n'))
} catch (error) {
  console.error(`The pictures cannot be taken: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
}
