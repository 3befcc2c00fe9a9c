import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describeApi as describeAuthz } from '@latchkey/authz/http/openapi'
import { ENDPOINTS } from '@latchkey/core-api/app'
import { describeApi as describeCoreApi } from '@latchkey/core-api/operations/openapi'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { outcomeOf } from '../support/outcome.ts'

const root = join(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'latchkey-generators-'))
afterAll(() => rmSync(folder, { recursive: true }))

const write = (name: string, content: unknown) =>
  writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content))
const run = (tool: string, ...args: string[]) => outcomeOf(tool, args, folder)

const DOCUMENTS = { 'core-api': describeCoreApi(ENDPOINTS), authz: describeAuthz() }
const generators = join(root, 'packages/client/node_modules/.bin')

/** Each generator with its own defaults, and what it prints when it has nothing to complain of. */
const GENERATORS = {
  'openapi-typescript': {
    generate: (name: string) =>
      run(join(generators, 'openapi-typescript'), `${name}.json`, '-o', `${name}-openapi-typescript.ts`),
    says: [/^✨ openapi-typescript /, /^🚀 .*\.json → .*\.ts \[.*\]$/],
  },
  'hey-api': {
    generate: (name: string) => run(join(generators, 'openapi-ts'), '-i', `./${name}.json`, '-o', `./${name}-hey-api`),
    says: [/^@hey-api\/openapi-ts v/, /^\[Job 1\] ~ Generating\.\.\.$/, /^\[Job 1\]\s+\[1\] \.\//, /^\[Job 1\] ✓ /],
  },
  orval: {
    generate: (name: string) =>
      run(
        join(generators, 'orval'),
        '--input',
        `./${name}.json`,
        '--output',
        `./${name}-orval.ts`,
        '--client',
        'fetch',
      ),
    says: [/^🍻 orval v/, /^🎉 .* Your OpenAPI spec has been converted into ready to use orval!$/],
  },
} as const
const NAMES = ['openapi-typescript', 'hey-api', 'orval'] as const
type Generator = (typeof NAMES)[number]

/** What a generator prints beside what it always does. */
async function complaints(generator: Generator, name: string): Promise<string[]> {
  const { generate, says } = GENERATORS[generator]
  const { code, output } = await generate(name)
  const lines = output.split('\n').filter((line) => line.trim() !== '')
  const other = lines.filter((line) => !says.some((known) => known.test(line.trim())))
  return code === 0 ? other : [`ended with ${code}`, ...other]
}

/** The body of README's provisioning call, as it is written there. */
function provisioningExample(): string {
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  const [, body] = /\/org\/users\/provision .* -d "(\{[\s\S]*?\})"\n/.exec(readme) ?? []
  if (body === undefined) throw new Error('README has no provisioning call')
  return body.replaceAll('\\"', '"')
}

/** The same call through each client. */
const USES = {
  'openapi-typescript': (body: string) => `import type { operations } from './core-api-openapi-typescript'
    type Body = operations['provisionUser']['requestBody']['content']['application/json']
    export const body: Body = ${body}`,
  'hey-api': (body: string) => `import { provisionUser } from './core-api-hey-api'
    export const answer = provisionUser({ body: ${body} })`,
  orval: (body: string) => `import { provisionUser } from './core-api-orval'
    export const answer = provisionUser(${body})`,
} as const satisfies Record<Generator, (body: string) => string>

const CONFIG = {
  compilerOptions: {
    ...{ target: 'es2022', module: 'esnext', moduleResolution: 'bundler', strict: true, noEmit: true, types: [] },
    lib: ['es2022', 'dom', 'dom.iterable'],
  },
  include: ['*'],
}

/** Whether everything in the folder compiles, and where it does not. */
const compile = async () => {
  const { code, output } = await run(join(root, 'node_modules/.bin/tsc'), '-p', '.')
  return { code, files: output.match(/^[\w-]+\.ts/gm) ?? [] }
}
const useAll = (body: string) => {
  for (const generator of NAMES) write(`uses-${generator}.ts`, USES[generator](body))
}

beforeAll(() => {
  write('tsconfig.json', CONFIG)
  for (const [name, document] of Object.entries(DOCUMENTS)) write(`${name}.json`, document)
})

describe.each(NAMES)('%s', (generator) => {
  it.each(['core-api', 'authz'])('makes a client of %s without a word of complaint', async (name) => {
    expect(await complaints(generator, name)).toEqual([])
  })

  it('complains of a document whose parts are not there', async () => {
    write('broken.json', JSON.stringify(DOCUMENTS['core-api']).replaceAll('schemas/Provision"', 'schemas/Nowhere"'))
    expect(await complaints(generator, 'broken')).not.toEqual([])
    for (const made of ['broken-openapi-typescript.ts', 'broken-hey-api', 'broken-orval.ts'])
      rmSync(join(folder, made), { recursive: true, force: true })
  })
})

describe("README's provisioning example", () => {
  it('compiles with each of the three clients, all that they made with it', async () => {
    useAll(provisioningExample())
    expect(await compile()).toEqual({ code: 0, files: [] })
  })

  it('does not without its email, in any of them', async () => {
    useAll(provisioningExample().replace(/"email": "[^"]*",/, ''))
    const { files } = await compile()
    expect(files.toSorted()).toEqual(NAMES.map((generator) => `uses-${generator}.ts`).toSorted())
  })
})
