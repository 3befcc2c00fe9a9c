import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { readCatalog } from '../support/catalog.ts'
import { ownerPool } from '../support/database.ts'
import { createWorld, newId, unique } from '../support/world.ts'

const db = ownerPool()
const world = await createWorld(db)
const other = await createWorld(db)

const building = await world.building()
const user = await world.user()
const unit = await world.unit(building)
const away = { building: await world.building(), foreign: await other.building(), user: await other.user() }
await world.occupy(user, building, unit)
await world.assign(user, building, 'STAFF')
await world.grantRole(user, 'viewer')
await world.override(user, 'units.read', 'DENY')

type Row = Readonly<Record<string, unknown>>
const { orgId: org_id } = world
const updated_at = new Date()
const noon = '2026-01-01T12:00:00Z'
const eleven = '2026-01-01T11:00:00Z'
const base = () => ({ org_id, id: newId(), updated_at })

/** A row that each table takes; a case changes what makes it wrong. */
const GOOD: Readonly<Record<string, () => Promise<Row>>> = {
  orgs: async () => ({ id: newId(), name: 'Org', slug: unique('org'), updated_at }),
  users: async () => ({ ...base(), email: `${unique('u')}@a.test`, name: 'U', status: 'ACTIVE', password_hash: 'x' }),
  user_roles: async () => ({ org_id, user_id: await world.user(), role_key: 'viewer' }),
  permission_overrides: async () => ({
    org_id,
    user_id: await world.user(),
    permission_key: 'units.read',
    effect: 'DENY',
  }),
  buildings: async () => ({ ...base(), name: 'Building' }),
  units: async () => ({ ...base(), building_id: building, label: unique('label') }),
  building_assignments: async () => ({ ...base(), building_id: building, user_id: await world.user(), type: 'STAFF' }),
  occupancies: async () => ({
    ...{ ...base(), building_id: building, unit_id: await world.unit(building), resident_user_id: user },
    ...{ status: 'ENDED', start_at: eleven, end_at: noon },
  }),
  invites: async () => ({ ...base(), user_id: await world.user(), expires_at: noon }),
  audit_events: async () => ({
    ...{ org_id, id: newId(), actor_type: 'platform', action: 'org.created' },
    ...{ target_type: 'org', target_id: org_id, request_id: 'request' },
  }),
}

/** Inserts the row; answers the constraint that refused it, if any. */
async function insert(table: string, changes: Row): Promise<string | undefined> {
  const row = { ...(await GOOD[table]?.()), ...changes }
  const columns = Object.keys(row)
  const places = columns.map((_, at) => `$${at + 1}`)
  try {
    await db.query(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${places.join(', ')})`, Object.values(row))
    return undefined
  } catch (error) {
    return error instanceof Error && 'constraint' in error ? String(error.constraint) : String(error)
  }
}

const taken = async (column: string, table: string): Promise<unknown> => {
  const { rows } = await db.query(`SELECT ${column} AS value FROM ${table} WHERE org_id = $1 LIMIT 1`, [org_id])
  return rows[0]?.value
}
const email = await taken('email', 'users')
const label = await taken('label', 'units')

const CHECKS: [rule: string, table: string, constraint: string, wrong: Row][] = [
  ['an ACTIVE occupancy has no end', 'occupancies', 'occupancies_active_iff_open', { status: 'ACTIVE', end_at: noon }],
  [
    'an invite that is over has no token',
    'invites',
    'invites_token_only_while_pending',
    { status: 'REVOKED', token_hash: Buffer.from('x') },
  ],
  ['an event by a user names the user', 'audit_events', 'audit_events_actor_is_named', { actor_type: 'user' }],
  ['an event by nobody names nobody', 'audit_events', 'audit_events_actor_is_named', { actor_user_id: user }],
  ['an ENDED occupancy has an end', 'occupancies', 'occupancies_active_iff_open', { end_at: null }],
  [
    'an occupancy does not end before it starts',
    'occupancies',
    'occupancies_end_not_before_start',
    { start_at: noon, end_at: eleven },
  ],
  ['an email is lower case', 'users', 'users_email_normalised', { email: 'Jane@a.test' }],
  ['an email has no space before it', 'users', 'users_email_normalised', { email: ' jane@a.test' }],
  ['an email has no space behind it', 'users', 'users_email_normalised', { email: 'jane@a.test ' }],
  ['an email is not empty', 'users', 'users_email_normalised', { email: '' }],
  ['the name of a user is trimmed', 'users', 'users_name_trimmed', { name: 'Jane ' }],
  ['the name of a user is not empty', 'users', 'users_name_trimmed', { name: '' }],
  ['an ACTIVE user has a password', 'users', 'users_active_has_password', { password_hash: null }],
  ['the name of an org is trimmed', 'orgs', 'orgs_name_trimmed', { name: ' Org' }],
  ['the name of an org is not empty', 'orgs', 'orgs_name_trimmed', { name: '' }],
  ['a slug is lower case', 'orgs', 'orgs_slug_format', { slug: 'Org' }],
  ['a slug has no double hyphen', 'orgs', 'orgs_slug_format', { slug: 'a--b' }],
  ['a slug does not begin with a hyphen', 'orgs', 'orgs_slug_format', { slug: '-a' }],
  ['a slug is not empty', 'orgs', 'orgs_slug_format', { slug: '' }],
  ['a slug has at most 63 characters', 'orgs', 'orgs_slug_format', { slug: 'a'.repeat(64) }],
  ['the name of a building is trimmed', 'buildings', 'buildings_name_trimmed', { name: 'House ' }],
  ['the name of a building is not empty', 'buildings', 'buildings_name_trimmed', { name: '' }],
  ['the label of a unit is trimmed', 'units', 'units_label_trimmed', { label: ' 101' }],
  ['the label of a unit is not empty', 'units', 'units_label_trimmed', { label: '' }],
]

const KEYS: [rule: string, table: string, constraint: string, wrong: Row][] = [
  [
    'a unit has one ACTIVE occupancy',
    'occupancies',
    'occupancies_one_active_per_unit',
    { unit_id: unit, status: 'ACTIVE', end_at: null },
  ],
  ['an email is unique in the org', 'users', 'users_org_id_email_key', { email }],
  ['a label is unique in the building', 'units', 'units_org_id_building_id_label_key', { label }],
  [
    'a type of assignment is held once',
    'building_assignments',
    'building_assignments_org_id_building_id_user_id_type_key',
    { user_id: user },
  ],
  ['a role is held once', 'user_roles', 'user_roles_pkey', { user_id: user }],
  ['a permission is overridden once', 'permission_overrides', 'permission_overrides_pkey', { user_id: user }],
  [
    'an occupancy does not put a unit into another building',
    'occupancies',
    'occupancies_org_id_building_id_unit_id_fkey',
    { building_id: away.building },
  ],
  ['a unit is in a building of its org', 'units', 'units_org_id_building_id_fkey', { building_id: away.foreign }],
  [
    'an assignment is in a building of its org',
    'building_assignments',
    'building_assignments_org_id_building_id_fkey',
    { building_id: away.foreign },
  ],
  [
    'an assignment is of a user of its org',
    'building_assignments',
    'building_assignments_org_id_user_id_fkey',
    { user_id: away.user },
  ],
  [
    'an occupancy is of a resident of its org',
    'occupancies',
    'occupancies_org_id_resident_user_id_fkey',
    { resident_user_id: away.user },
  ],
  ['a role is given to a user of its org', 'user_roles', 'user_roles_org_id_user_id_fkey', { user_id: away.user }],
  [
    'an override is of a user of its org',
    'permission_overrides',
    'permission_overrides_org_id_user_id_fkey',
    { user_id: away.user },
  ],
  ['a user belongs to an org', 'users', 'users_org_id_fkey', { org_id: randomUUID() }],
  ['a building belongs to an org', 'buildings', 'buildings_org_id_fkey', { org_id: randomUUID() }],
  ['a role is one of the catalogue', 'user_roles', 'user_roles_role_key_fkey', { role_key: 'landlord' }],
  [
    'an override is of a permission of the catalogue',
    'permission_overrides',
    'permission_overrides_permission_key_fkey',
    { permission_key: 'units.burn' },
  ],
]

describe('the database holds, whatever the code does, that', () => {
  it.each([...CHECKS, ...KEYS])('%s', async (_, table, constraint, wrong) => {
    expect(await insert(table, wrong)).toBe(constraint)
  })

  it.each(Object.keys(GOOD))('%s takes a row with which nothing is wrong', async (table) => {
    expect(await insert(table, {})).toBeUndefined()
  })

  it('nothing else stands in a CHECK: each one there is was violated above', async () => {
    const held = (await readCatalog(db)).flatMap(({ checks }) => checks)
    expect([...new Set(CHECKS.map(([, , constraint]) => constraint))].toSorted()).toEqual(held.toSorted())
  })
})

describe('history is kept: the database refuses to delete', () => {
  it.each([
    ['a user who holds anything', 'users', user],
    ['a unit in which somebody lives or lived', 'units', unit],
    ['a building with units', 'buildings', building],
    ['an org', 'orgs', org_id],
  ])('%s', async (_, table, id) => {
    const deleted = db.query(`DELETE FROM ${table} WHERE id = $1`, [id])
    await expect(deleted).rejects.toMatchObject({ code: expect.stringMatching(/^23/) })
  })
})
