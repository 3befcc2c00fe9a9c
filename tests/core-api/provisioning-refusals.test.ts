import { describe, expect, it } from 'vitest'
import { answerOf, refusalOf } from '../support/answers.ts'
import { identity, type ProvisionBody, provision } from '../support/provision.ts'
import { setScene } from '../support/scene.ts'
import { everythingOf } from '../support/stored.ts'
import { createWorld, newId } from '../support/world.ts'

const { db, world, admin, person } = await setScene()
const [a1, a2] = [await world.building(), await world.building()]
const [unit, otherUnit, takenUnit] = [await world.unit(a1), await world.unit(a2), await world.unit(a1)]
await world.occupy(await world.user(), a1, takenUnit)
const foreign = await createWorld(db)
const b1 = await foreign.building()
const foreignUnit = await foreign.unit(b1)
const nobody = (await person()).http
const known = `known-${newId()}@example.test`
await world.user({ email: known })

const staffOf = (buildingId: string) => ({ buildingId, type: 'STAFF' })
const assigned = (...buildingIds: string[]) => ({ grants: { buildingAssignments: buildingIds.map(staffOf) } })
const living = (buildingId: string, unitId: string, over = {}) => ({
  grants: { resident: { buildingId, unitId, ...over } },
})
const roles = (...orgRoleKeys: string[]) => ({ grants: { orgRoleKeys } })
const call = (over: Partial<ProvisionBody> = {}): ProvisionBody => ({ identity: identity(), ...over })

type Refusal = [why: string, over: Partial<ProvisionBody>, refusal: unknown[]]
const at = (code: string, pointer: string) => [400, code, pointer]
const BUILDING = '/grants/buildingAssignments/1/buildingId'
const UNIT = '/grants/resident/unitId'

const INVALID: Refusal[] = [
  ['an unknown role', roles('viewer', 'landlord'), at('unknown_role', '/grants/orgRoleKeys/1')],
  ['a role of every object', roles('constructor'), at('unknown_role', '/grants/orgRoleKeys/0')],
  ['an absent building', assigned(a1, newId()), at('building_not_in_org', BUILDING)],
  ['a foreign building', assigned(a1, b1), at('building_not_in_org', BUILDING)],
  ['a malformed building', assigned(a1, 'garbage'), at('invalid_request', BUILDING)],
  ['a building in upper case', assigned(a1, a2.toUpperCase()), at('invalid_request', BUILDING)],
  ['an absent home', living(newId(), unit), at('building_not_in_org', '/grants/resident/buildingId')],
  ['a foreign home', living(b1, foreignUnit), at('building_not_in_org', '/grants/resident/buildingId')],
  ['a unit of another building', living(a1, otherUnit), at('unit_not_in_building', UNIT)],
  ['an absent unit', living(a1, newId()), at('unit_not_in_building', UNIT)],
  ['a foreign unit', living(a1, foreignUnit), at('unit_not_in_building', UNIT)],
  ['a malformed unit', living(a1, 'garbage'), at('invalid_request', UNIT)],
  [
    'fromUnitId with ADD',
    living(a1, unit, { mode: 'ADD', fromUnitId: unit }),
    at('invalid_request', '/grants/resident/fromUnitId'),
  ],
  [
    'fromUnitId without a mode',
    living(a1, unit, { fromUnitId: unit }),
    at('invalid_request', '/grants/resident/fromUnitId'),
  ],
  [
    'a malformed fromUnitId',
    living(a1, unit, { mode: 'MOVE', fromUnitId: 'x' }),
    at('invalid_request', '/grants/resident/fromUnitId'),
  ],
  ['an unknown way of moving', living(a1, unit, { mode: 'SWAP' }), at('invalid_request', '/grants/resident/mode')],
  [
    'an unknown assignment type',
    { grants: { buildingAssignments: [{ buildingId: a1, type: 'OWNER' }] } },
    at('invalid_request', '/grants/buildingAssignments/0/type'),
  ],
  ['21 role keys', roles(...Array<string>(21).fill('viewer')), at('invalid_request', '/grants/orgRoleKeys')],
  ['51 assignments', assigned(...Array<string>(51).fill(a1)), at('invalid_request', '/grants/buildingAssignments')],
  ['an unknown ifEmailExists', { mode: { ifEmailExists: 'MERGE' } }, at('invalid_request', '/mode/ifEmailExists')],
  ['no email', { identity: { name: 'Jane', sendInvite: true } }, at('invalid_request', '/identity/email')],
  ['no email address', { identity: identity({ email: 'jane' }) }, at('invalid_request', '/identity/email')],
  ['no name', { identity: identity({ name: ' ' }) }, at('invalid_request', '/identity/name')],
  ...['requireSameOrg', 'atomic', 'idempotent'].map(
    (flag): Refusal => [`${flag}: false`, { mode: { [flag]: false } }, at('unsupported_mode', `/mode/${flag}`)],
  ),
]

const refuses = async (over: Partial<ProvisionBody>, refusal: unknown[]) => {
  const before = await everythingOf(db, world.orgId)
  expect(refusalOf(await provision(admin, call(over)))).toEqual(refusal)
  expect(await everythingOf(db, world.orgId)).toEqual(before)
}

describe('400 with a pointer, and nothing is written, for', () => {
  it.each(INVALID)('%s', (_, over, refusal) => refuses(over, refusal))

  it.each(INVALID.filter(([, over]) => over.identity === undefined))(
    '%s, also when the email is known',
    async (_, over, [status, code]) => {
      const reply = await provision(admin, { ...over, identity: identity({ email: known }) })
      expect(answerOf(reply)).toEqual([status, code])
    },
  )

  it('all flags that are false at once, each pointed at', async () => {
    const refused = await provision(admin, call({ mode: { requireSameOrg: false, atomic: false, idempotent: false } }))
    const pointers = [0, 1, 2].map((index) => refused.at(`errors.${index}.pointer`))
    expect(pointers).toEqual(['/mode/requireSameOrg', '/mode/atomic', '/mode/idempotent'])
  })

  it('but a body at the limits, or with the defaults written out, is 201', async () => {
    const mode = { ifEmailExists: 'LINK', requireSameOrg: true, atomic: true, idempotent: true }
    const good: Partial<ProvisionBody>[] = [
      { mode },
      roles(...Array<string>(20).fill('viewer')),
      assigned(...Array<string>(50).fill(a1)),
      living(a1, await world.unit(a1), { mode: 'ADD' }),
      living(a2, await world.unit(a2), { mode: 'MOVE' }),
    ]
    for (const over of good) expect((await provision(admin, call(over))).status).toBe(201)
  })
})

describe('the order of answers', () => {
  // Each step removes the fault of the step before.
  const STEPS: [refusal: unknown[], over: Partial<ProvisionBody>][] = [
    [[400, 'invalid_request'], { mode: { nonsense: true } }],
    [[400, 'unsupported_mode'], { mode: { atomic: false }, ...roles('landlord') }],
    [[400, 'unknown_role'], { grants: { ...roles('landlord').grants, ...assigned(b1).grants } }],
    [[400, 'building_not_in_org'], { grants: { ...assigned(b1).grants, ...living(a1, otherUnit).grants } }],
    [[400, 'unit_not_in_building'], living(a1, otherUnit)],
    [[403, 'forbidden'], living(a1, takenUnit)],
  ]
  it.each(STEPS)('a caller without rights gets %j before what would follow', async (refusal, over) => {
    const body = call({ mode: { ifEmailExists: 'ERROR' }, ...over, identity: identity({ email: known }) })
    const refused = await provision(nobody, body)
    expect(answerOf(refused)).toEqual(refusal)
  })

  it('403 comes before 409, and 409 of the email before 409 of the unit', async () => {
    const mode = { ifEmailExists: 'ERROR' }
    const taken = living(a1, takenUnit)
    const told = async (http: typeof admin, over: Partial<ProvisionBody>) => (await provision(http, call(over))).code
    expect(await told(nobody, { ...taken, mode, identity: identity({ email: known }) })).toBe('forbidden')
    expect(await told(admin, { ...taken, mode, identity: identity({ email: known }) })).toBe('email_exists')
    expect(await told(admin, { ...taken, mode })).toBe('unit_occupied')
    expect(await told(admin, { ...living(a1, await world.unit(a1)), mode })).toBeUndefined()
  })

  it('400 of the unit comes before 409 of the person, who exists or is DISABLED', async () => {
    const left = `left-${newId()}@example.test`
    await world.user({ email: left, status: 'DISABLED' })
    const cases = [
      { over: { mode: { ifEmailExists: 'ERROR' }, identity: identity({ email: known }) }, code: 'email_exists' },
      { over: { identity: identity({ email: left }) }, code: 'user_disabled' },
    ]
    for (const { over, code } of cases) {
      const elsewhere = await provision(admin, call({ ...living(a1, otherUnit), ...over }))
      expect(answerOf(elsewhere)).toEqual([400, 'unit_not_in_building'])
      expect(answerOf(await provision(admin, call({ ...living(a1, unit), ...over })))).toEqual([409, code])
    }
  })

  it('a caller without rights gets the same 403 whether the email exists and the unit is free or not', async () => {
    const bodies = [
      call(),
      call({ identity: identity({ email: known }) }),
      call(living(a1, unit)),
      call(living(a1, takenUnit)),
    ]
    const told = await Promise.all(bodies.map(async (body) => refusalOf(await provision(nobody, body))))
    expect(told).toEqual(Array(4).fill([403, 'forbidden']))
  })
})
