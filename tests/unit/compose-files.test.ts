import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { describe, expect, it, onTestFinished } from 'vitest'
import { SECRETS, writeSecretFiles } from '../../scripts/secrets/secret-files.ts'
import { pathOf, placeholdersIn, readCompose, readServices } from '../production/compose.ts'

const example = readFileSync(pathOf('.env.example'), 'utf8')
const placeholders = Object.values(readServices()).flatMap(({ environment, ports, stop_grace_period: grace = '' }) =>
  [...Object.values(environment), ...ports, grace].flatMap(placeholdersIn),
)

describe('.env.example', () => {
  it('names every variable that docker-compose.yml has a default of its own for, and no stranger', () => {
    const wanted = placeholders
      .filter(({ byDefault }) => byDefault !== '')
      .map(({ name, byDefault }) => [name, byDefault])
    const others = placeholders.filter(({ byDefault }) => byDefault === '').map(({ name }) => [name, ''])
    expect(wanted).not.toContainEqual([expect.anything(), undefined])
    expect(parseEnv(example)).toMatchObject(Object.fromEntries(wanted))
    expect(Object.fromEntries([...wanted, ...others])).toMatchObject(parseEnv(example))
  })

  it('explains each of them', () => {
    const paragraphs = example.trim().split(/\n{2,}/)
    expect(paragraphs.filter((paragraph) => !paragraph.startsWith('# '))).toEqual([])
  })
})

describe('pnpm secrets', () => {
  const newFolder = (): string => {
    const folder = mkdtempSync(join(tmpdir(), 'latchkey-secrets-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    return join(folder, 'secrets')
  }
  const read = (folder: string) =>
    Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]))

  it('makes a file for each secret of docker-compose.yml, where Compose looks for it, and no other', async () => {
    const folder = newFolder()
    expect(await writeSecretFiles(folder)).toEqual(SECRETS)
    const declared = Object.entries(readCompose().secrets)
    expect(Object.keys(read(folder)).sort()).toEqual(declared.map(([name]) => name).sort())
    for (const [name, { file }] of declared) expect(file).toBe(`./secrets/${name}`)
  })

  it('lets its owner alone into the folder, and containers read each file', async () => {
    const folder = newFolder()
    await writeSecretFiles(folder)
    const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8)
    expect(modeOf(folder)).toBe('700')
    expect(new Set(SECRETS.map((name) => modeOf(join(folder, name))))).toEqual(new Set(['644']))
  })

  it('makes those that belong together fit, and every other anew each time', async () => {
    const [one, other] = [newFolder(), newFolder()]
    for (const folder of [one, other]) await writeSecretFiles(folder)
    const [made, more] = [read(one), read(other)]
    expect(made['authz_client_keys']).toBe(`core-api:${made['authz_key']}`)
    expect(new URL(made['database_url'] ?? '').password).toBe(made['postgres_password']?.trim())
    const alike = SECRETS.filter((name) => made[name] === more[name])
    expect(alike).toEqual(['authz_callers', 'smtp_url', 'otlp_headers'])
  })

  it('leaves alone what is there, and makes what is missing to fit', async () => {
    const folder = newFolder()
    await writeSecretFiles(folder)
    const before = read(folder)
    writeFileSync(join(folder, 'smtp_url'), 'smtp://mail.example.test\n')
    rmSync(join(folder, 'database_url'))
    expect(await writeSecretFiles(folder)).toEqual(['database_url'])
    expect(read(folder)).toEqual({ ...before, smtp_url: 'smtp://mail.example.test\n' })
    expect(await writeSecretFiles(folder)).toEqual([])
  })
})
