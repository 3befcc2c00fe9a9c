import { readFileSync } from 'node:fs'
import { withSecrets } from './secrets/environment-file.ts'

const example = readFileSync(new URL('../.env.example', import.meta.url), 'utf8')
process.stdout.write(await withSecrets(example))
