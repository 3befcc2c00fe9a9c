import { describe, expect, it } from 'vitest'
import { provision } from '../support/provision.ts'
import {
  bodyOf,
  drawCall,
  keptIn,
  type SmallOrg,
  smallOrg,
  storedIn,
  toAnswer,
} from '../support/provision-differential.ts'
import { newWorld, provisionInModel, type World } from '../support/provision-model.ts'
import { type Random, seeded } from '../support/random.ts'
import { setScene } from '../support/scene.ts'

const { db, api } = await setScene()

const PEOPLE = ['ann', 'bob', 'cleo']
const [TESTS, SEQUENCES, CALLS] = [20, 12, 10]
const answers = new Set<string>()

/** Between calls somebody is disabled or enabled, or loses the invite, by the single routes. */
async function disturb({ chance, pick }: Random, org: SmallOrg, model: World): Promise<void> {
  const name = pick(PEOPLE)
  const person = model.people.get(name)
  if (person === undefined || !chance(0.15)) return
  const found = await org.callers.org_admin.get(`/api/users?q=${encodeURIComponent(org.emailOf(name))}`)
  const path = `/api/users/${found.str('items.0.id')}`
  if (person.status === 'INVITED' && chance(0.5)) {
    expect((await org.callers.org_admin.delete(`${path}/invite`)).status).toBe(204)
    person.pending = false
    return
  }
  const isDisabled = person.status === 'DISABLED'
  const hasPassword = person.invites === 0
  const changed = await org.callers.org_admin.patch(path, { status: isDisabled ? 'ACTIVE' : 'DISABLED' })
  expect(changed.status).toBe(200)
  person.pending = false
  if (!isDisabled) person.status = 'DISABLED'
  else person.status = hasPassword ? 'ACTIVE' : 'INVITED'
}

/** Calls one after the other; what the service and the model answered, and what each holds in the end. */
async function play(seed: number) {
  const random = seeded(seed)
  const org = await smallOrg(api, db)
  const model = newWorld()
  for (let at = 0; at < CALLS; at += 1) {
    await disturb(random, org, model)
    const call = drawCall(random)
    const expected = provisionInModel(model, call)
    const reply = await provision(org.callers[call.by], bodyOf(org, call))
    expect({ seed, at, call, answer: await toAnswer(org, db, reply) }).toEqual({ seed, at, call, answer: expected })
    answers.add(`${reply.status} ${reply.code}`)
  }
  expect({ seed, ...(await storedIn(org, db, PEOPLE)) }).toEqual({ seed, ...keptIn(model, PEOPLE) })
}

describe('sequences of random calls are answered as the model says, and leave what the model holds', () => {
  const TIMES = Array.from({ length: TESTS }, (_, at) => at * SEQUENCES)

  it.each(TIMES)(`from seed %i on, ${SEQUENCES} sequences`, async (first) => {
    for (let seed = first; seed < first + SEQUENCES; seed += 1) await play(seed)
  })

  it('the calls got every answer there is', () => {
    expect([...answers].toSorted()).toEqual([
      '200 undefined',
      '201 undefined',
      '400 building_not_in_org',
      '400 credential_required',
      '400 from_unit_not_occupied',
      '400 unit_not_in_building',
      '400 unknown_role',
      '400 unsupported_mode',
      '403 forbidden',
      '409 ambiguous_move',
      '409 email_exists',
      '409 unit_occupied',
      '409 user_disabled',
    ])
  })
})
