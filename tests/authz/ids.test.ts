import { describe, expect, it } from 'vitest'
import { testAuthz } from '../support/authz.ts'
import { ownerPool } from '../support/database.ts'
import { createWorld } from '../support/world.ts'

const db = ownerPool()
const world = await createWorld(db)
const authz = testAuthz()

// Letters, so that upper case is another text.
const userId = await world.user({ roles: ['org_admin'], id: 'abcdefab-cdef-7abc-8def-abcdefabcdef' })
const buildingId = await world.building('fedcbafe-dcba-7fed-8cba-fedcbafedcba')
const unitId = await world.unit(buildingId, 'cafecafe-cafe-7afe-8afe-cafecafecafe')

const SPELLINGS: [name: string, spell: (id: string) => string][] = [
  ['in upper case', (id) => id.toUpperCase()],
  ['in mixed case', (id) => `${id.slice(0, 20)}${id.slice(20).toUpperCase()}`],
  ['in braces', (id) => `{${id}}`],
  ['without hyphens', (id) => id.replaceAll('-', '')],
  ['with a space behind', (id) => `${id} `],
  ['with a line break behind', (id) => `${id}\n`],
  ['with a NUL behind', (id) => `${id}\u0000`],
  ['as a URN', (id) => `urn:uuid:${id}`],
  ['cut short', (id) => id.slice(0, -1)],
  ['as SQL', (id) => `${id}' OR true --`],
  ['as a wildcard', () => '*'],
  ['empty', () => ''],
  ['very long', (id) => id.repeat(10_000)],
  ['as a lone surrogate', () => '\ud800'],
]

describe('an id is its exact text', () => {
  const codeOf = async (subjectId: string, type: string, id: string) =>
    (await authz.ask(subjectId, 'buildings.read', { type, id })).context.reason.code

  it('and as it stands in the database it is known', async () => {
    expect(await codeOf(userId, 'building', buildingId)).toBe('global_permission')
    expect(await codeOf(userId, 'unit', unitId)).toBe('global_permission')
    expect(await codeOf(userId, 'org', world.orgId)).toBe('global_permission')
  })

  it.each(SPELLINGS)('a user id %s is nobody', async (_, spell) => {
    expect(await codeOf(spell(userId), 'building', buildingId)).toBe('subject_unknown')
    expect((await authz.abilities(spell(userId))).rules).toEqual([])
  })

  it.each(SPELLINGS)('a resource id %s is nothing', async (_, spell) => {
    expect(await codeOf(userId, 'building', spell(buildingId))).toBe('resource_not_in_org')
    expect(await codeOf(userId, 'unit', spell(unitId))).toBe('resource_not_in_org')
    expect(await codeOf(userId, 'org', spell(world.orgId))).toBe('resource_not_in_org')
  })
})

describe('a user id that two orgs share', () => {
  it('is nobody: no guess is made whose grants it has', async () => {
    const id = await world.user({ roles: ['org_admin'] })
    const building = { type: 'building', id: buildingId }
    expect((await authz.ask(id, 'buildings.read', building)).decision).toBe(true)
    const twin = await createWorld(db)
    await twin.user({ id, roles: ['org_admin'] })
    expect((await authz.ask(id, 'buildings.read', building)).context.reason.code).toBe('subject_unknown')
    expect((await authz.abilities(id)).rules).toEqual([])
  })
})
