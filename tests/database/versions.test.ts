import { describe, expect, it } from 'vitest'
import { ownerPool } from '../support/database.ts'
import { createWorld, newId } from '../support/world.ts'

const db = ownerPool()
const world = await createWorld(db)
const { orgId } = world
const [building, elsewhere] = [await world.building(), await world.building()]

const version = async (userId: string): Promise<number> => {
  const { rows } = await db.query('SELECT authz_version AS v FROM users WHERE org_id = $1 AND id = $2', [orgId, userId])
  return Number(rows[0]?.v)
}

/** Runs SQL in which `:org`, `:user`, `:building` and their kin stand for ids. */
const sql = (text: string) => async (user: string, other: string) => {
  const unit = await world.unit(building)
  const ids: Record<string, string> = { org: orgId, user, other, building, elsewhere, unit, new: newId() }
  await db.query(text.replace(/:([a-z]+)/g, (_, name: string) => `'${ids[name]}'`))
}

type Step = (user: string, other: string) => Promise<unknown>
const ofUser = 'WHERE org_id = :org AND user_id = :user'
const ofResident = 'WHERE org_id = :org AND resident_user_id = :user'
const role: Step = (user) => world.grantRole(user, 'viewer')
const override: Step = (user) => world.override(user, 'units.read', 'DENY')
const assignment: Step = (user) => world.assign(user, building, 'STAFF')
const occupancy: Step = (user) => world.occupy(user, building)
const nothing: Step = async () => undefined
const OCCUPANCY = 'org_id, id, building_id, unit_id, resident_user_id, status, start_at, end_at, updated_at'

const CHANGES: [change: string, before: Step, change: Step][] = [
  ['a status', nothing, sql(`UPDATE users SET status = 'DISABLED' WHERE org_id = :org AND id = :user`)],
  ['a role that is given', nothing, role],
  ['a role that becomes another', role, sql(`UPDATE user_roles SET role_key = 'admin' ${ofUser}`)],
  ['a role that is taken', role, sql(`DELETE FROM user_roles ${ofUser}`)],
  ['an override that is added', nothing, override],
  ['an override that changes its effect', override, sql(`UPDATE permission_overrides SET effect = 'ALLOW' ${ofUser}`)],
  [
    'an override that changes its key',
    override,
    sql(`UPDATE permission_overrides SET permission_key = 'units.write' ${ofUser}`),
  ],
  ['an override that is removed', override, sql(`DELETE FROM permission_overrides ${ofUser}`)],
  ['an assignment that is made', nothing, assignment],
  ['an assignment of another type', assignment, sql(`UPDATE building_assignments SET type = 'MANAGER' ${ofUser}`)],
  [
    'an assignment to another building',
    assignment,
    sql(`UPDATE building_assignments SET building_id = :elsewhere ${ofUser}`),
  ],
  ['an assignment that is removed', assignment, sql(`DELETE FROM building_assignments ${ofUser}`)],
  ['an occupancy that starts', nothing, occupancy],
  [
    'an occupancy that was and is recorded now',
    nothing,
    sql(`INSERT INTO occupancies (${OCCUPANCY})
         VALUES (:org, :new, :building, :unit, :user, 'ENDED', now(), now(), now())`),
  ],
  ['an occupancy that ends', occupancy, sql(`UPDATE occupancies SET status = 'ENDED', end_at = now() ${ofResident}`)],
  ['an occupancy that is deleted', occupancy, sql(`DELETE FROM occupancies ${ofResident}`)],
  [
    'an occupancy that moves to another building',
    occupancy,
    sql(`WITH there AS (
           INSERT INTO units (org_id, id, building_id, label, updated_at)
           VALUES (:org, :new, :elsewhere, gen_random_uuid(), now()) RETURNING id, building_id
         ) UPDATE occupancies SET (unit_id, building_id) = (SELECT id, building_id FROM there) ${ofResident}`),
  ],
]

const MOVES: [change: string, before: Step, change: Step][] = [
  ['a role', role, sql(`UPDATE user_roles SET user_id = :other ${ofUser}`)],
  ['an override', override, sql(`UPDATE permission_overrides SET user_id = :other ${ofUser}`)],
  ['an assignment', assignment, sql(`UPDATE building_assignments SET user_id = :other ${ofUser}`)],
  ['an occupancy', occupancy, sql(`UPDATE occupancies SET resident_user_id = :other ${ofResident}`)],
]

/** By how much the versions of the two rise with the change. */
async function rises(before: Step, change: Step): Promise<[user: number, other: number]> {
  const [user, other] = [await world.user(), await world.user()]
  await before(user, other)
  const [userBefore, otherBefore] = [await version(user), await version(other)]
  await change(user, other)
  return [(await version(user)) - userBefore, (await version(other)) - otherBefore]
}

describe('the version of a user rises, whoever writes it, with', () => {
  it.each(CHANGES)('%s, and that of nobody else', async (_, before, change) => {
    const [user, other] = await rises(before, change)
    expect(user).toBeGreaterThan(0)
    expect(other).toBe(0)
  })

  it.each(MOVES)('%s that moves to somebody else, and theirs too', async (_, before, change) => {
    const [user, other] = await rises(before, change)
    expect(user).toBeGreaterThan(0)
    expect(other).toBeGreaterThan(0)
  })

  it('each row that one statement changes', async () => {
    const both = sql(`INSERT INTO user_roles (org_id, user_id, role_key)
                      VALUES (:org, :user, 'viewer'), (:org, :user, 'admin'), (:org, :other, 'viewer')`)
    expect(await rises(nothing, both)).toEqual([2, 1])
  })

  it('each change of several writers at once', async () => {
    const user = await world.user()
    const before = await version(user)
    await Promise.all([
      ...(['viewer', 'admin', 'org_admin'] as const).map((key) => world.grantRole(user, key)),
      world.assign(user, building, 'STAFF'),
      world.assign(user, building, 'MANAGER'),
    ])
    expect((await version(user)) - before).toBe(5)
  })
})

describe('the version of a user', () => {
  it.each([
    ['set to zero', 'authz_version = 0'],
    ['set to less', 'authz_version = authz_version - 1'],
    ['set to nothing', 'authz_version = NULL'],
    ['set to less with another name', `authz_version = 0, name = 'Another'`],
  ])('never falls, not even when it is %s', async (_, assignments) => {
    const change = sql(`UPDATE users SET ${assignments} WHERE org_id = :org AND id = :user`)
    expect(await rises(role, change)).toEqual([0, 0])
  })

  it('rises with the status even when it is set to less', async () => {
    const change = sql(`UPDATE users SET authz_version = 0, status = 'DISABLED' WHERE org_id = :org AND id = :user`)
    expect(await rises(role, change)).toEqual([1, 0])
  })

  it.each([
    ['the name', `name = 'Another'`],
    ['the password', `password_hash = 'another', must_change_password = true`],
    ['the status to what it was', `status = 'ACTIVE'`],
  ])('does not rise with a change no decision depends on: %s', async (_, assignments) => {
    const change = sql(`UPDATE users SET ${assignments} WHERE org_id = :org AND id = :user`)
    expect(await rises(role, change)).toEqual([0, 0])
  })

  it('does not rise when the transaction that changed a grant is rolled back', async () => {
    const change = sql(`BEGIN; DELETE FROM user_roles ${ofUser}; ROLLBACK`)
    expect(await rises(role, change)).toEqual([0, 0])
  })
})

describe('the version of an org', () => {
  const orgVersion = async (): Promise<number> => {
    const { rows } = await db.query('SELECT version FROM org_authz_versions WHERE org_id = $1', [orgId])
    return Number(rows[0]?.version ?? 0)
  }
  const rise = async (change: (building: string, unit: string) => Promise<unknown>): Promise<number> => {
    const made = await world.building()
    const unit = await world.unit(made)
    const before = await orgVersion()
    await change(made, unit)
    return (await orgVersion()) - before
  }
  const run = (text: string) => (made: string, unit: string) =>
    db.query(
      text.replaceAll(':building', `'${made}'`).replaceAll(':unit', `'${unit}'`).replaceAll(':org', `'${orgId}'`),
    )

  it.each([
    ['a unit that is deleted', 'DELETE FROM units WHERE id = :unit', 1],
    ['a building that is deleted', 'DELETE FROM units WHERE id = :unit; DELETE FROM buildings WHERE id = :building', 2],
    ['a unit that moves to another building', `UPDATE units SET building_id = '${elsewhere}' WHERE id = :unit`, 1],
    ['a unit of which the id changes', `UPDATE units SET id = gen_random_uuid() WHERE id = :unit`, 1],
  ])('rises with %s', async (_, text, by) => {
    expect(await rise(run(text))).toBe(by)
  })

  it.each([
    ['a building and a unit that are made', 'SELECT 1'],
    ['another label', `UPDATE units SET label = label || 'x' WHERE id = :unit`],
    ['another name', `UPDATE buildings SET name = name || 'x' WHERE id = :building`],
    ['a deletion that is rolled back', 'BEGIN; DELETE FROM units WHERE id = :unit; ROLLBACK'],
  ])('stays with %s', async (_, text) => {
    expect(await rise(run(text))).toBe(0)
  })

  it.each(['0', 'version - 1', 'NULL'])('never falls, not even when it is set to %s', async (value) => {
    expect(await rise(run('DELETE FROM units WHERE id = :unit'))).toBe(1)
    expect(await rise(run(`UPDATE org_authz_versions SET version = ${value} WHERE org_id = :org`))).toBe(0)
  })

  it('rises with each of several deletions at once', async () => {
    const units = await Promise.all(Array.from({ length: 5 }, () => world.unit(building)))
    const before = await orgVersion()
    await Promise.all(units.map((unit) => db.query('DELETE FROM units WHERE id = $1', [unit])))
    expect((await orgVersion()) - before).toBe(5)
  })
})
