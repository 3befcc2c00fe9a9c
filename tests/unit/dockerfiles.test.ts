import { readFileSync } from 'node:fs'
import { validate } from 'dockerfile-utils'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { NODE_FLAGS } from '../../scripts/launcher/services.ts'
import { pathOf, readServices, serviceIn } from '../production/compose.ts'
import { isSentToBuild } from '../production/context.ts'
import { execForm, only, readDockerfile, variablesOf } from '../production/dockerfile.ts'

const SERVICES = ['authz', 'core-api'] as const
const fileOf = (service: string): string => pathOf(`services/${service}/Dockerfile`)
const Manifest = z.object({ devDependencies: z.object({ node: z.string() }) })
const manifest = Manifest.parse(JSON.parse(readFileSync(pathOf('package.json'), 'utf8')))
const BASE = `node:${manifest.devDependencies.node}-bookworm-slim`

const JOB = 'pnpm --offline --filter latchkey deploy --prod --no-optional --ignore-scripts job'

describe.each(SERVICES)('the Dockerfile of %s', (service) => {
  const stages = readDockerfile(fileOf(service))
  const last = stages.at(-1)
  const lastOnly = (keyword: string) => (last === undefined ? [] : only(last, keyword))

  it('is well-formed', () => {
    expect(validate(readFileSync(fileOf(service), 'utf8')).map(({ message }) => message)).toEqual([])
  })

  it('builds on the Node version of the repository, in stages, the last one anew', () => {
    const external = stages.filter(({ base }) => !stages.some(({ name }) => name === base))
    expect(external.map(({ name, base }) => [name, base])).toEqual([
      ['workspace', BASE],
      ...(service === 'core-api' ? [['migrate', BASE]] : []),
      ['runtime', BASE],
    ])
    expect(last?.name).toBe('runtime')
  })

  it('deploys the dependencies of production, of which the install has fetched all', () => {
    const build = stages.find(({ name }) => name === 'build')
    const commands = build === undefined ? [] : only(build, 'RUN').map(({ rest }) => rest)
    const [job, shrunk] = service === 'core-api' ? [[JOB], 'out job'] : [[], 'out']
    const own = `pnpm --offline --filter @latchkey/${service} deploy --prod out`
    expect(commands).toEqual(['pnpm build', own, ...job, expect.stringMatching(`^find ${shrunk} .* -delete$`)])
  })

  it('ships what was deployed for production, and runs nothing but Node on it, as a normal user', () => {
    expect(lastOnly('RUN')).toEqual([])
    expect(lastOnly('COPY').map(({ flags, rest }) => [flags, rest])).toEqual([[{ from: 'build' }, '/workspace/out ./']])
    expect(lastOnly('USER').map(({ rest }) => rest)).toEqual(['node'])
    expect(lastOnly('CMD').map(execForm)).toEqual([['node', ...NODE_FLAGS[service], 'dist/main.js']])
    expect(lastOnly('ENV').map(variablesOf)).toMatchObject([{ NODE_ENV: 'production' }])
  })

  it('asks on the port that it exposes whether it is ready', () => {
    const [port] = lastOnly('EXPOSE').map(({ rest }) => rest)
    const variables = lastOnly('ENV').flatMap((env) => Object.entries(variablesOf(env)))
    const [variable = ''] = variables.find(([, value]) => value === port) ?? []
    expect(variable).toMatch(/_PORT$/)
    expect(lastOnly('HEALTHCHECK').map(({ rest }) => execForm({ rest: rest.replace(/^CMD /, '') }))).toEqual([
      ['node', '-e', expect.stringContaining(`\${process.env.${variable}}/readyz`)],
    ])
  })

  it('begins as the other does, so that one build of the workspace serves both', () => {
    const [first, second] = SERVICES.map((name) => readDockerfile(fileOf(name))[0])
    expect(first).toEqual(second)
  })
})

describe('the stage that migrates', () => {
  it('has the production part of the root and nothing else, and runs as a normal user', () => {
    const { target = '' } = serviceIn(readServices(), 'migrate').build ?? {}
    const stage = readDockerfile(fileOf('core-api')).find(({ name }) => name === target)
    expect(stage?.base).toBe(BASE)
    const steps = stage?.instructions.map(({ keyword, flags, rest }) => [keyword, flags['from'], rest])
    expect(steps).toEqual([
      ['ENV', undefined, 'NODE_ENV=production'],
      ['WORKDIR', undefined, '/app'],
      ['COPY', 'build', '/workspace/job ./'],
      ['USER', undefined, 'node'],
      ['CMD', undefined, '["node", "scripts/migrate.ts", "deploy"]'],
    ])
  })
})

describe('.dockerignore', () => {
  it.each(['package.json', 'pnpm-lock.yaml', 'services/authz/src/main.ts', 'prisma/migrations/1/migration.sql'])(
    'sends %s to a build',
    (path) => expect(isSentToBuild(path)).toBe(true),
  )

  it.each([
    '.env',
    '.git/config',
    '.data/secrets.json',
    'node_modules/zod/package.json',
    'services/authz/node_modules/pg',
    'services/authz/dist/main.js',
    'packages/shared/src/db/generated/client.ts',
  ])('keeps %s from it', (path) => expect(isSentToBuild(path)).toBe(false))
})
