import type { AssignmentTypeName } from '@latchkey/shared/authz/contract'
import { beforeAll, describe, expect, it } from 'vitest'
import { answerOf } from '../support/answers.ts'
import { readDrawnTable } from '../support/drawn-table.ts'
import { type Grants, identity, invitee, provision } from '../support/provision.ts'
import { setScene } from '../support/scene.ts'
import { everythingOf } from '../support/stored.ts'
import type { UserOptions } from '../support/world.ts'

const { db, world, admin, person } = await setScene()
const [own, other] = [await world.building(), await world.building()]

const assigned = (...places: [buildingId: string, type: string][]): Grants => ({
  buildingAssignments: places.map(([buildingId, type]) => ({ buildingId, type })),
})
const living = async (buildingId: string): Promise<Grants> => ({
  resident: { buildingId, unitId: await world.unit(buildingId) },
})

/** What is asked for. `own` is the building of the people below, `other` is not. */
const CALLS: Readonly<Record<string, () => Grants | Promise<Grants>>> = {
  'no grants': () => ({}),
  'a role': () => ({ orgRoleKeys: ['viewer'] }),
  'own: staff': () => assigned([own, 'STAFF']),
  'own: a building admin': () => assigned([own, 'BUILDING_ADMIN']),
  'own: a resident': () => living(own),
  'own: staff who live there': async () => ({ ...assigned([own, 'STAFF']), ...(await living(own)) }),
  'other: staff': () => assigned([other, 'STAFF']),
  'other: a resident': () => living(other),
  'own and other: staff': () => assigned([own, 'STAFF'], [other, 'STAFF']),
  'own: staff, other: a resident': async () => ({ ...assigned([own, 'STAFF']), ...(await living(other)) }),
  'own: staff, and a role': () => ({ ...assigned([own, 'STAFF']), orgRoleKeys: ['viewer'] }),
}

/**
 * Who may. UW is somebody with users.write alone, UW+RA with roles.assign beside it and all that viewers hold, AW with
 * building.assignments.write everywhere, OW with occupancy.write everywhere; BA is BUILDING_ADMIN of `own`. `more` is
 * 403 grant_exceeds_authority: a building admin holds more than who gives it.
 */
const WHO_MAY = `
| call                          | org_admin | admin | viewer | UW | UW+RA | UW+AW | UW+OW | AW | OW | STAFF | MANAGER | BA | BA+UW | BA+RA | resident |
| no grants                     | 201       | 201   | 403    | 201 | 201  | 201   | 201   | 403 | 403 | 403  | 403     | 403 | 201  | 403   | 403      |
| a role                        | 201       | 403   | 403    | 403 | 201  | 403   | 403   | 403 | 403 | 403  | 403     | 403 | 403  | 403   | 403      |
| own: staff                    | 201       | 201   | 403    | 403 | 403  | 201   | 403   | 201 | 403 | 403  | 403     | 201 | 201  | 201   | 403      |
| own: a building admin         | 201       | 201   | 403    | 403 | 403  | more  | 403   | more | 403 | 403  | 403     | 201 | 201  | 201   | 403      |
| own: a resident               | 201       | 201   | 403    | 403 | 403  | 403   | 201   | 403 | 201 | 403  | 403     | 201 | 201  | 201   | 403      |
| own: staff who live there     | 201       | 201   | 403    | 403 | 403  | 403   | 403   | 403 | 403 | 403  | 403     | 201 | 201  | 201   | 403      |
| other: staff                  | 201       | 201   | 403    | 403 | 403  | 201   | 403   | 201 | 403 | 403  | 403     | 403 | 403  | 403   | 403      |
| other: a resident             | 201       | 201   | 403    | 403 | 403  | 403   | 201   | 403 | 201 | 403  | 403     | 403 | 403  | 403   | 403      |
| own and other: staff          | 201       | 201   | 403    | 403 | 403  | 201   | 403   | 201 | 403 | 403  | 403     | 403 | 403  | 403   | 403      |
| own: staff, other: a resident | 201       | 201   | 403    | 403 | 403  | 403   | 403   | 403 | 403 | 403  | 403     | 403 | 403  | 403   | 403      |
| own: staff, and a role        | 201       | 403   | 403    | 403 | 403  | 403   | 403   | 403 | 403 | 403  | 403     | 403 | 403  | 403   | 403      |`

interface Persona extends UserOptions {
  readonly assigned?: AssignmentTypeName
  readonly lives?: true
}

const PERSONAS: Readonly<Record<string, Persona>> = {
  org_admin: { roles: ['org_admin'] },
  admin: { roles: ['admin'] },
  viewer: { roles: ['viewer'] },
  UW: { allow: ['users.write'] },
  'UW+RA': { roles: ['viewer'], allow: ['users.write', 'roles.assign'] },
  'UW+AW': { allow: ['users.write', 'building.assignments.write'] },
  'UW+OW': { allow: ['users.write', 'occupancy.write'] },
  AW: { allow: ['building.assignments.write'] },
  OW: { allow: ['occupancy.write'] },
  STAFF: { assigned: 'STAFF' },
  MANAGER: { assigned: 'MANAGER' },
  BA: { assigned: 'BUILDING_ADMIN' },
  'BA+UW': { assigned: 'BUILDING_ADMIN', allow: ['users.write'] },
  'BA+RA': { assigned: 'BUILDING_ADMIN', roles: ['viewer'], allow: ['roles.assign'] },
  resident: { lives: true },
}

const become = async ({ assigned: type, lives, ...options }: Persona) => {
  const somebody = await person(options)
  if (type) await world.assign(somebody.id, own, type)
  if (lives) await world.occupy(somebody.id, own)
  return somebody
}

const CELLS = readDrawnTable(WHO_MAY)
const ANSWERS: Readonly<Record<string, string>> = {
  '201': '201 undefined',
  '403': '403 forbidden',
  more: '403 grant_exceeds_authority',
}

it('the table has every call and every persona once', () => {
  const wanted = Object.keys(CALLS).flatMap((call) => Object.keys(PERSONAS).map((persona) => `${call}: ${persona}`))
  expect(CELLS.map(({ row, column }) => `${row}: ${column}`).toSorted()).toEqual(wanted.toSorted())
})

describe.each(Object.keys(PERSONAS))('%s', (persona) => {
  let by = admin
  beforeAll(async () => {
    by = (await become(PERSONAS[persona] ?? {})).http
  })

  it.each(CELLS.filter(({ column }) => column === persona))('is answered $cell to $row', async ({ row, cell }) => {
    const body = { identity: invitee(), grants: (await CALLS[row]?.()) ?? {} }
    const before = await everythingOf(db, world.orgId)
    const reply = await provision(by, body)
    expect(`${reply.status} ${reply.code}`).toBe(ANSWERS[cell])
    if (cell === '201') return
    expect(await everythingOf(db, world.orgId)).toEqual(before)
    expect((await provision(admin, body)).status).toBe(201)
  })
})

describe('nobody gives a role that holds more than they do: 403 grant_exceeds_authority, and nothing is written', () => {
  it.each([
    [
      'a viewer with users.write and roles.assign',
      { roles: ['viewer'], allow: ['users.write', 'roles.assign'] },
      'admin',
      'viewer',
    ],
    ['an org_admin to whom audit.read is denied', { roles: ['org_admin'], deny: ['audit.read'] }, 'admin', 'viewer'],
    [
      'an org_admin to whom units.write is denied',
      { roles: ['org_admin'], deny: ['units.write'] },
      'org_admin',
      'viewer',
    ],
  ] as const)('%s', async (_, options, beyond, within) => {
    const { id, http } = await person(options)
    // A permission held through an assignment counts in its building only, and cannot be granted by a role.
    await world.assign(id, own, 'BUILDING_ADMIN')
    const who = invitee()
    const before = await everythingOf(db, world.orgId)
    for (const orgRoleKeys of [[beyond], [within, beyond]]) {
      const refused = await provision(http, { identity: who, grants: { orgRoleKeys, ...assigned([own, 'STAFF']) } })
      expect(answerOf(refused)).toEqual([403, 'grant_exceeds_authority'])
    }
    expect(await everythingOf(db, world.orgId)).toEqual(before)
    expect((await provision(http, { identity: who, grants: { orgRoleKeys: [within] } })).status).toBe(201)
  })
})

describe('the own email', () => {
  it('with role keys, even those held, is 403 self_change, and nothing is written; by another admin it is done', async () => {
    const email = `self-${own}@example.test`
    const { http } = await person({ email, roles: ['org_admin'] })
    const before = await everythingOf(db, world.orgId)
    for (const orgRoleKeys of [['org_admin'], ['viewer'], ['admin', 'org_admin']]) {
      const who = identity({ email: email.toUpperCase() })
      const refused = await provision(http, { identity: who, grants: { orgRoleKeys } })
      expect(answerOf(refused)).toEqual([403, 'self_change'])
    }
    expect(await everythingOf(db, world.orgId)).toEqual(before)
    expect(
      (await provision(admin, { identity: identity({ email }), grants: { orgRoleKeys: ['viewer'] } })).status,
    ).toBe(200)
  })

  it('without role keys is allowed: an admin may give themselves an assignment', async () => {
    const email = `own-${own}@example.test`
    const { http } = await person({ email, roles: ['org_admin'] })
    expect((await provision(http, { identity: identity({ email }), grants: assigned([own, 'STAFF']) })).status).toBe(
      200,
    )
  })
})
