import { parseArgs } from 'node:util'
import { coreApiUrl, readPlatformKey } from './api/platform-key.ts'
import { makeDemo } from './demo/demo.ts'

try {
  const { values } = parseArgs({ options: { org: { type: 'string', default: 'demo' } } })
  const url = coreApiUrl()
  const { made, password, guides } = await makeDemo(url, readPlatformKey(), values.org)
  console.log(`${made ? 'Made' : 'Already there'}: the org ${values.org} on ${url}. Sign in with`)
  console.log(`  org       ${values.org}\n  password  ${password}   (the same for all of these)\n`)
  const width = Math.max(...guides.map(({ email }) => email.length))
  for (const { email, shows } of guides) console.log(`  ${email.padEnd(width)}  ${shows}`)
} catch (error) {
  console.error(`The demonstration cannot be made: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
}
