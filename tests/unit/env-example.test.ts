import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { describe, expect, it } from 'vitest'
import { withSecrets } from '../../scripts/secrets/environment-file.ts'
import { pathOf, placeholdersIn, readServices } from '../production/compose.ts'

const example = readFileSync(pathOf('.env.example'), 'utf8')
const placeholders = Object.values(readServices()).flatMap(({ environment }) =>
  Object.values(environment).flatMap(placeholdersIn),
)

describe('.env.example', () => {
  it('names every variable that docker-compose.yml demands or has a default of its own for, and no stranger', () => {
    const wanted = placeholders
      .filter(({ byDefault }) => byDefault !== '')
      .map(({ name, byDefault }) => [name, byDefault ?? ''])
    const others = placeholders.filter(({ byDefault }) => byDefault === '').map(({ name }) => [name, ''])
    expect(parseEnv(example)).toMatchObject(Object.fromEntries(wanted))
    expect(Object.fromEntries([...wanted, ...others])).toMatchObject(parseEnv(example))
  })

  it('explains each of them', () => {
    const paragraphs = example.trim().split(/\n{2,}/)
    expect(paragraphs.filter((paragraph) => !paragraph.startsWith('# '))).toEqual([])
  })
})

describe('pnpm secrets', () => {
  it('fills in every secret, core-api asking authz with a key that authz knows, and changes nothing else', async () => {
    const made = parseEnv(await withSecrets(example))
    const required = placeholders.filter(({ byDefault }) => byDefault === undefined).map(({ name }) => name)
    expect(required.filter((name) => made[name] === '')).toEqual([])
    expect(made['AUTHZ_CLIENT_KEYS']).toBe(`core-api:${made['AUTHZ_KEY']}`)
    const cleared = Object.fromEntries(required.map((name) => [name, '']))
    expect({ ...made, ...cleared }).toEqual(parseEnv(example))
  })

  it('makes new ones each time, and no two alike', async () => {
    const all = [parseEnv(await withSecrets(example)), parseEnv(await withSecrets(example))].flatMap((made) =>
      ['POSTGRES_PASSWORD', 'AUTHZ_DATABASE_PASSWORD', 'PLATFORM_API_KEY', 'AUTHZ_KEY', 'JWT_SIGNING_KEYS'].map(
        (name) => made[name],
      ),
    )
    expect(new Set(all).size).toBe(10)
  })

  it('refuses an example that lacks a secret', async () => {
    await expect(withSecrets(example.replace(/^AUTHZ_KEY=$/m, ''))).rejects.toThrow('no line AUTHZ_KEY=')
  })
})
