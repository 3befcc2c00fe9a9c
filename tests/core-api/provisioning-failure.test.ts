import { describe, expect, it } from 'vitest'
import { answerOf, UNAVAILABLE } from '../support/answers.ts'
import { invited } from '../support/invited.ts'
import { everyGrant, identity, invitee, newEmail, type ProvisionBody, provision } from '../support/provision.ts'
import { setScene } from '../support/scene.ts'
import { stoppableAuthz } from '../support/stoppable-authz.ts'
import { everythingOf, heldBy, mailsOf, usersWith } from '../support/stored.ts'
import { failingDb } from '../support/transactions.ts'
import { newId } from '../support/world.ts'

const failing = failingDb()
const authz = await stoppableAuthz()
const { db, world, admin, person } = await setScene({ db: failing.db, authz: authz.client })
const { orgId } = world

/** Every grant there is, the home by a MOVE. */
async function grantsWithMove() {
  const { grants } = await everyGrant(world)
  return { ...grants, resident: { ...grants.resident, mode: 'MOVE' as const } }
}

interface Case {
  readonly about: string
  readonly body: () => Promise<ProvisionBody>
  readonly status: 200 | 201
  /** How many of the org's occupancies, beside the new one, end. */
  readonly ends: 0 | 1
}

const CASES: readonly Case[] = [
  {
    about: 'somebody new who is invited',
    body: async () => ({ identity: invitee(), grants: await grantsWithMove() }),
    ...{ status: 201, ends: 0 },
  },
  {
    about: 'somebody new with a password',
    body: async () => ({ identity: identity(), grants: await grantsWithMove() }),
    ...{ status: 201, ends: 0 },
  },
  {
    about: 'somebody whose invite has expired and who moves',
    body: async () => {
      const email = newEmail()
      const { userId } = await invited(world, { email }, true)
      await world.occupy(userId, await world.building())
      return { identity: invitee(email), grants: await grantsWithMove() }
    },
    ...{ status: 200, ends: 1 },
  },
]

/** Runs the call with a failure after its 1st, 2nd, … statement, until it has no statement left to fail after. */
async function failAfterEach(run: () => Promise<void>, error: () => Error): Promise<number> {
  for (let statement = 1; ; statement += 1) {
    failing.failAfter(statement, error)
    await run()
    if (!failing.hasFailed()) return statement - 1
  }
}

describe.each(CASES)('a failure after any step of a call about $about', ({ body, status, ends }) => {
  it('leaves no row in any table, and no mail; without the failure the call succeeds', async () => {
    const call = await body()
    const before = await everythingOf(db, orgId)
    const statements = await failAfterEach(
      async () => {
        const reply = await provision(admin, call)
        if (!failing.hasFailed()) return expect(reply.status).toBe(status)
        expect([...answerOf(reply), reply.text.includes('injected')]).toEqual([500, 'internal_error', false])
        expect(await everythingOf(db, orgId)).toEqual(before)
      },
      () => new Error('injected'),
    )
    expect(statements).toBeGreaterThan(15)
    expect(await everythingOf(db, orgId)).not.toEqual(before)
  })

  it('that is a serialization failure is retried, and every grant is made once', async () => {
    const conflict = () => Object.assign(new Error('write conflict'), { code: 'P2034' })
    await failAfterEach(async () => {
      const call = await body()
      const mails = await mailsOf(db, orgId)
      const reply = await provision(admin, call)
      expect(reply.status).toBe(status)
      const [id, ...others] = await usersWith(db, orgId, String(call.identity['email']))
      expect([id, others]).toEqual([reply.at('user.id'), []])
      const held = await heldBy(db, orgId, reply.str('user.id'))
      expect([held.roles, held.assignments.length]).toEqual([['admin', 'viewer'], 3])
      expect(held.occupancies.length).toBe(1 + ends)
      expect((await mailsOf(db, orgId)) - mails).toBe(reply.at('invite') === null ? 0 : 1)
    }, conflict)
  })
})

describe('while authz is down', () => {
  it('a call is 503 for an admin and for a user without grants, and writes nothing', async () => {
    failing.failAfter(Number.POSITIVE_INFINITY, () => new Error('never'))
    const nobody = (await person()).http
    const call = { identity: invitee(), grants: await grantsWithMove() }
    await authz.whileDown(async () => {
      const before = await everythingOf(db, orgId)
      for (const http of [admin, nobody]) {
        const reply = await provision(http, call)
        expect(answerOf(reply)).toEqual(UNAVAILABLE)
        expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0)
      }
      const absent = { buildingAssignments: [{ buildingId: newId(), type: 'STAFF' }] }
      expect((await provision(admin, { ...call, grants: absent })).code).toBe('building_not_in_org')
      expect(await everythingOf(db, orgId)).toEqual(before)
    })
    expect((await provision(admin, call)).status).toBe(201)
    expect((await provision(nobody, call)).status).toBe(403)
  })
})
