import { readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { account, PASSWORD } from '../support/accounts.ts'
import { testAuthz } from '../support/authz.ts'
import { listeningCoreApi } from '../support/listening-core-api.ts'
import { judged, NODES, type NodeLine, newProject, pack, TOOLS, without } from '../support/packed.ts'
import { setScene } from '../support/scene.ts'

/** Tools and compilers of others, on a machine that has other work. */
const PATIENCE = { timeout: 120_000 }

const strict = {
  ...{ strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, skipLibCheck: false },
  ...{ target: 'es2023', lib: ['es2023'], types: ['node'] },
}
/** The ways in which a TypeScript project finds what is installed; the first emits what is run. */
const CONFIGS = {
  node16: { compilerOptions: { ...strict, module: 'node16' }, include: ['mts', 'cts'] },
  bundler: {
    compilerOptions: { ...strict, module: 'esnext', moduleResolution: 'bundler', noEmit: true },
    include: ['ts', 'mts'],
  },
}

const packed = await pack()
const project = await newProject(packed, join(import.meta.dirname, 'installed/uses.ts'), CONFIGS)
const { world, api } = await setScene()
const authz = await testAuthz().listen()
afterAll(async () => {
  await authz.close()
  project.remove()
  packed.remove()
})
const { email } = await account(world, { roles: ['org_admin'] })
const environment = {
  ...{ CORE_API: await listeningCoreApi(api), EMAIL: email, PASSWORD },
  ...{ AUTHZ: authz.url, AUTHZ_KEY: authz.key },
}
const nameOf = (path: string) => path.replace(/^.*latchkey-/, '').replace(/-[\d.]+tgz$/, '')

describe.each(packed.tarballs.map((tarball) => [nameOf(tarball), tarball]))(
  'the package %s',
  PATIENCE,
  (_, tarball) => {
    it('is published as publint and arethetypeswrong would have it', async () => {
      for (const { code, output } of await judged(tarball))
        expect({ code, output }).toEqual({ code: 0, output: expect.any(String) })
    })

    it('would not be without its types for CommonJS', async () => {
      const broken = await without(tarball, 'dist/bundle/index.d.cts')
      expect((await judged(broken)).map(({ code }) => code)).toContain(1)
      rmSync(dirname(broken), { recursive: true })
    })
  },
)

describe('both packages in an empty project', PATIENCE, () => {
  it.each([
    ['client', {}],
    ['authz-client', { zod: expect.any(String) }],
  ])('%s brings no packages but those it names', (name, brought) => {
    const file = join(project.folder, 'node_modules/@latchkey', name, 'package.json')
    const { dependencies = {} } = JSON.parse(readFileSync(file, 'utf8'))
    expect(dependencies).toEqual(brought)
  })

  it('compile in a strict project with the resolution of node16, by TypeScript 6', async () => {
    expect(await project.tsc('node16')).toEqual({ code: 0, output: '' })
  })

  it('compile in a strict project with the resolution of bundler, by TypeScript 7', async () => {
    expect(await project.tsc('bundler', join(TOOLS, 'tsc'))).toEqual({ code: 0, output: '' })
  })

  // safe because these are the keys of NODES
  const lines = Object.keys(NODES).map(Number) as NodeLine[]
  const runs = lines.flatMap((line) => [
    [line, 'a module', 'mts/uses.mjs'] as const,
    [line, 'CommonJS', 'cts/uses.cjs'] as const,
  ])
  it.each(runs)('work in Node %i as %s', async (line, _, file) => {
    const { code, output } = await project.node(line, file, environment)
    expect({ code, output }).toEqual({ code: 0, output: expect.any(String) })
    expect(JSON.parse(output)).toEqual({
      user: { labels: ['101'], code: 'building_not_empty', isTyped: true },
      service: { decision: true, filter: { orgId: world.orgId }, isRefused: true, status: 200, isTyped: true },
    })
  })
})
