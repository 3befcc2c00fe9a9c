import { randomBytes, randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { readCatalog } from '../support/catalog.ts'
import { ownerPool } from '../support/database.ts'
import { inserting, type Row } from '../support/inserts.ts'
import { createWorld, newId, unique } from '../support/world.ts'

const db = ownerPool()
const [world, other] = [await createWorld(db), await createWorld(db)]
const { orgId: org_id } = world
const [building, user, session_id] = [await world.building(), await world.user(), newId()]
const unit = await world.unit(building)
const away = { building: await world.building(), foreign: await other.building(), user: await other.user() }
await world.occupy(user, building, unit)
await world.assign(user, building, 'STAFF')
await world.grantRole(user, 'viewer')
await world.override(user, 'units.read', 'DENY')

const noon = '2026-01-01T12:00:00Z'
const eleven = '2026-01-01T11:00:00Z'
const half = '2026-01-01T11:30:00Z'
const backwards = { starts_at: noon, ends_at: noon }
const base = () => ({ org_id, id: newId(), updated_at: new Date() })
const token = () => ({ token_hash: randomBytes(32), expires_at: noon })

/** A row that each table takes; a case changes what makes it wrong. */
const GOOD: Readonly<Record<string, () => Promise<Row>>> = {
  orgs: async () => ({ id: newId(), name: 'Org', slug: unique('org'), updated_at: new Date() }),
  users: async () => ({ ...base(), email: `${unique('u')}@a.test`, name: 'U', status: 'ACTIVE', password_hash: 'x' }),
  user_roles: async () => ({ org_id, user_id: await world.user(), role_key: 'viewer' }),
  permission_overrides: async () => ({
    ...{ org_id, user_id: await world.user(), permission_key: 'units.read', effect: 'DENY' },
  }),
  buildings: async () => ({ ...base(), name: 'Building' }),
  units: async () => ({ ...base(), building_id: building, label: unique('label') }),
  building_assignments: async () => ({ ...base(), building_id: building, user_id: await world.user(), type: 'STAFF' }),
  occupancies: async () => ({
    ...{ ...base(), building_id: building, unit_id: await world.unit(building), resident_user_id: user },
    ...{ status: 'ENDED', start_at: eleven, end_at: noon },
  }),
  invites: async () => ({ ...base(), user_id: await world.user(), ...token() }),
  one_time_links: async () => ({
    ...{ org_id, id: newId(), user_id: await world.user(), kind: 'EMAIL_CHANGE', email: 'new@a.test' },
    ...{ expires_at: noon },
  }),
  sessions: async () => ({ org_id, id: newId(), user_id: await world.user() }),
  refresh_tokens: async () => ({ org_id, id: newId(), session_id, ...token() }),
  audit_events: async () => ({
    ...{ org_id, id: newId(), actor_type: 'user', actor_user_id: newId(), action: 'org.created' },
    ...{ target_type: 'org', target_id: org_id, request_id: 'request' },
  }),
}

const insert = inserting(db, GOOD)

const taken = async (column: string, table: string): Promise<unknown> => {
  const key = table === 'orgs' ? 'id' : 'org_id'
  const { rows } = await db.query(`SELECT ${column} AS value FROM ${table} WHERE ${key} = $1 LIMIT 1`, [org_id])
  return rows[0]?.value
}
const [slug, email, label] = [await taken('slug', 'orgs'), await taken('email', 'users'), await taken('label', 'units')]
await insert('sessions', { id: session_id })
await insert('invites', { user_id: user })
const planned = await world.unit(building)
const march = { status: 'ACTIVE', end_at: null, planned_end_at: '2026-03-01T12:00:00Z' }
await insert('occupancies', { unit_id: planned, ...march })

/** By table: the rule, the constraint that holds it, without the name of the table before it, and a row that breaks it. */
type Rules = Readonly<Record<string, readonly (readonly [rule: string, constraint: string, wrong: Row])[]>>

const CHECKS: Rules = {
  orgs: [
    ['the name of an org is trimmed', 'name_trimmed', { name: ' Org' }],
    ['the name of an org is not empty', 'name_trimmed', { name: '' }],
    ['a slug is lower case', 'slug_format', { slug: 'Org' }],
    ['a slug has no double hyphen', 'slug_format', { slug: 'a--b' }],
    ['a slug does not begin with a hyphen', 'slug_format', { slug: '-a' }],
    ['a slug is not empty', 'slug_format', { slug: '' }],
    ['a slug has at most 63 characters', 'slug_format', { slug: 'a'.repeat(64) }],
  ],
  users: [
    ['an email is lower case', 'email_normalised', { email: 'Jane@a.test' }],
    ['an email has no space before it', 'email_normalised', { email: ' jane@a.test' }],
    ['an email has no space behind it', 'email_normalised', { email: 'jane@a.test ' }],
    ['an email is not empty', 'email_normalised', { email: '' }],
    ['the name of a user is trimmed', 'name_trimmed', { name: 'Jane ' }],
    ['the name of a user is not empty', 'name_trimmed', { name: '' }],
    ['an ACTIVE user has a password', 'active_has_password', { password_hash: null }],
  ],
  buildings: [
    ['the name of a building is trimmed', 'name_trimmed', { name: 'House ' }],
    ['the name of a building is not empty', 'name_trimmed', { name: '' }],
  ],
  units: [
    ['the label of a unit is trimmed', 'label_trimmed', { label: ' 101' }],
    ['the label of a unit is not empty', 'label_trimmed', { label: '' }],
  ],
  user_roles: [['a role ends after it began', 'end_after_start', backwards]],
  permission_overrides: [['an override ends after it began', 'end_after_start', backwards]],
  building_assignments: [['an assignment ends after it began', 'end_after_start', backwards]],
  occupancies: [
    ['an ACTIVE occupancy has no end', 'active_iff_open', { status: 'ACTIVE' }],
    ['an ENDED occupancy has an end', 'active_iff_open', { end_at: null }],
    ['an occupancy does not end before it starts', 'end_not_before_start', { start_at: noon, end_at: eleven }],
    ['the planned end comes after the start', 'planned_end_after_start', { end_at: eleven, planned_end_at: eleven }],
    ['an occupancy does not last beyond its plan', 'end_not_after_plan', { planned_end_at: half }],
  ],
  invites: [
    ['an accepted invite has no token', 'token_only_while_pending', { status: 'ACCEPTED' }],
    ['a revoked invite has no token', 'token_only_while_pending', { status: 'REVOKED' }],
  ],
  one_time_links: [
    ['a change of address names the new one', 'change_names_email', { email: null }],
    ['a link to a new password names no address', 'change_names_email', { kind: 'PASSWORD_RESET' }],
    ['the new address of a link is lower case', 'email_normalised', { email: 'New@a.test' }],
    ['the new address of a link is not empty', 'email_normalised', { email: '' }],
  ],
  audit_events: [
    ['an event by a user names the user', 'actor_is_named', { actor_user_id: null }],
    ['an event by the platform names nobody', 'actor_is_named', { actor_type: 'platform' }],
    ['an event by nobody names nobody', 'actor_is_named', { actor_type: 'anonymous' }],
  ],
}

const KEYS: Rules = {
  orgs: [['a slug is unique', 'slug_key', { slug }]],
  users: [
    ['an email is unique in the org', 'org_id_email_key', { email }],
    ['a user belongs to an org', 'org_id_fkey', { org_id: randomUUID() }],
  ],
  user_roles: [
    ['a role is held once', 'pkey', { user_id: user }],
    ['a role is given to a user of its org', 'org_id_user_id_fkey', { user_id: away.user }],
    ['a role is one of the catalogue', 'role_key_fkey', { role_key: 'landlord' }],
  ],
  permission_overrides: [
    ['a permission is overridden once', 'pkey', { user_id: user }],
    ['an override is of a user of its org', 'org_id_user_id_fkey', { user_id: away.user }],
    ['an override is of a permission of the catalogue', 'permission_key_fkey', { permission_key: 'units.burn' }],
  ],
  buildings: [['a building belongs to an org', 'org_id_fkey', { org_id: randomUUID() }]],
  units: [
    ['a label is unique in the building', 'org_id_building_id_label_key', { label }],
    ['a label in another case is no other', 'one_label_per_building', { label: String(label).toUpperCase() }],
    ['a unit is in a building of its org', 'org_id_building_id_fkey', { building_id: away.foreign }],
  ],
  building_assignments: [
    ['a type of assignment is held once', 'org_id_building_id_user_id_type_key', { user_id: user }],
    ['an assignment is in a building of its org', 'org_id_building_id_fkey', { building_id: away.foreign }],
    ['an assignment is of a user of its org', 'org_id_user_id_fkey', { user_id: away.user }],
  ],
  occupancies: [
    ['nobody moves in where somebody lives', 'no_overlap_per_unit', { unit_id: unit, status: 'ACTIVE', end_at: null }],
    ['the periods of a unit do not overlap', 'no_overlap_per_unit', { unit_id: unit, end_at: new Date() }],
    [
      'nobody moves in before the planned end of who lives there',
      'no_overlap_per_unit',
      { unit_id: planned, status: 'ACTIVE', start_at: '2026-03-01T11:59:59.999Z', end_at: null },
    ],
    ['an occupancy is in the building of its unit', 'org_id_building_id_unit_id_fkey', { building_id: away.building }],
    ['an occupancy is of a resident of its org', 'org_id_resident_user_id_fkey', { resident_user_id: away.user }],
  ],
  invites: [
    ['a user has one invite', 'org_id_user_id_key', { user_id: user }],
    ['an invite is of a user of its org', 'org_id_user_id_fkey', { user_id: away.user }],
  ],
  sessions: [['a session is of a user of its org', 'org_id_user_id_fkey', { user_id: away.user }]],
  refresh_tokens: [['a refresh token is of a session of its org', 'org_id_session_id_fkey', { org_id: other.orgId }]],
  audit_events: [['an event belongs to an org', 'org_id_fkey', { org_id: randomUUID() }]],
}

const flat = (rules: Rules) =>
  Object.entries(rules).flatMap(([table, held]) =>
    held.map(([rule, constraint, wrong]) => ({ rule, table, constraint: `${table}_${constraint}`, wrong })),
  )

describe('the database holds, whatever the code does, that', () => {
  it.each([...flat(CHECKS), ...flat(KEYS)])('$rule', async ({ table, constraint, wrong }) => {
    expect(await insert(table, wrong)).toBe(constraint)
  })

  it.each([
    ...Object.keys(GOOD).map((table): [table: string, changes: Row] => [table, {}]),
    ['invites', { status: 'ACCEPTED', token_hash: null }],
    ['audit_events', { actor_type: 'anonymous', actor_user_id: null }],
    ['occupancies', { unit_id: unit }],
    ['occupancies', { unit_id: planned, status: 'ACTIVE', start_at: '2026-03-01T12:00:00Z', end_at: null }],
  ])('%s takes a row with which nothing is wrong (%j)', async (table, changes) => {
    expect(await insert(table, changes)).toBeUndefined()
  })

  it('every CHECK of the database is violated above', async () => {
    const held = (await readCatalog(db)).flatMap(({ checks }) => checks)
    expect([...new Set(flat(CHECKS).map(({ constraint }) => constraint))].toSorted()).toEqual(held.toSorted())
  })
})
