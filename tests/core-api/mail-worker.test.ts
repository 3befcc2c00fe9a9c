import type { Mail, MailTransport } from '@latchkey/core-api/mail/transport'
import { afterEach, describe, expect, it } from 'vitest'
import { PASSWORD } from '../support/accounts.ts'
import { eventually, type FakeTransport, fakeTransport, PUBLIC_URL, tokenIn } from '../support/mail.ts'
import { mailDatabase } from '../support/mail-database.ts'
import { unique } from '../support/world.ts'

const { pool, api, world, admin, startWorker, jobsOf, hurry, giveUpLost } = await mailDatabase()

const LINK = `${PUBLIC_URL}/accept-invite?token=`
const stops: ((graceful?: boolean) => Promise<void>)[] = []
const work = async (transport: MailTransport) => {
  const stop = await startWorker(transport)
  stops.push(stop)
  return stop
}
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

interface Invited {
  readonly id: string
  readonly email: string
}

async function invite(): Promise<Invited> {
  const email = `${unique('invited')}@example.test`
  const made = await admin.post('/api/users', { email, name: 'Invited', sendInvite: true })
  return { id: made.str('id'), email }
}
const mailOf = async (id: string) => (await admin.get(`/api/users/${id}/invite`)).at('mail')
const until = (id: string, state: string, attempts: number) =>
  expect.poll(() => mailOf(id), { timeout: 15_000, interval: 50 }).toEqual({ state, attempts })
const untilDone = (id: string) =>
  eventually(async () => (await jobsOf(id)).every(({ state }) => state === 'completed') || undefined)
const to = (mails: readonly Mail[], { email }: Invited) => mails.filter(({ to: { address } }) => address === email)
const accept = async (mail: Mail | undefined) =>
  (await api.anonymous.post('/api/auth/invites/accept', { token: tokenIn(mail?.text ?? ''), password: PASSWORD }))
    .status

/** Takes a mail and never answers, as a server that is being killed. */
function hangingTransport(): FakeTransport {
  const transport: FakeTransport = {
    sent: [],
    failing: false,
    send: (mail) => {
      transport.sent.push(mail)
      return new Promise(() => undefined)
    },
  }
  return transport
}

describe('a job', () => {
  it('is queued once when its invite is committed, and holds no token', async () => {
    const { id } = await invite()
    expect((await jobsOf(id)).map(({ state }) => state)).toEqual(['created'])
    const { rows } = await pool.query(
      `SELECT data FROM pgboss.job WHERE data->>'inviteId' IN (SELECT id::text FROM invites WHERE user_id = $1)`,
      [id],
    )
    const inviteId = (await admin.get(`/api/users/${id}/invite`)).at('id')
    expect(rows).toEqual([{ data: { orgId: world.orgId, inviteId, generation: 1 } }])
  })

  it('is not queued when the transaction of its invite fails', async () => {
    const building = await world.building()
    const unitId = await world.unit(building)
    await world.occupy(await world.user(), building, unitId)
    const count = async () => (await pool.query('SELECT FROM pgboss.job')).rowCount
    const before = await count()
    const resident = (unit: string) =>
      admin.post(`/api/org/buildings/${building}/residents`, {
        ...{ email: `${unique('resident')}@example.test`, name: 'Resident', sendInvite: true },
        unitId: unit,
      })
    expect((await resident(unitId)).code).toBe('unit_occupied')
    expect(await count()).toBe(before)
    expect((await resident(await world.unit(building))).status).toBe(201)
    expect(await count()).toBe((before ?? 0) + 1)
  })
})

describe('the workers', () => {
  it('deliver each mail once, however many they are', async () => {
    const people = [await invite(), await invite(), await invite(), await invite()]
    const transports = [fakeTransport(), fakeTransport()]
    for (const transport of transports) await work(transport)
    for (const { id } of people) await until(id, 'SENT', 1)
    const sent = transports.flatMap((transport) => transport.sent)
    for (const person of people) {
      expect(to(sent, person).map(({ text }) => text)).toEqual([expect.stringContaining(LINK)])
      expect(await accept(to(sent, person)[0])).toBe(200)
    }
  })

  it('deliver the rest of a batch when one mail cannot be sent', async () => {
    const [good, bad, another] = [await invite(), await invite(), await invite()]
    const transport = fakeTransport()
    const refuses = (mail: Mail) => mail.to.address === bad.email
    await work({ send: (mail) => (refuses(mail) ? Promise.reject(new Error('refused')) : transport.send(mail)) })
    for (const { id } of [good, another]) await until(id, 'SENT', 1)
    for (const { id } of [good, another]) await untilDone(id)
    await eventually(async () => (await jobsOf(bad.id)).find(({ state }) => state === 'retry'))
    expect([await mailOf(bad.id), transport.sent.length]).toEqual([{ state: 'QUEUED', attempts: 1 }, 2])
  })

  it('try a failed mail again later, count its attempts, and go on with others meanwhile', async () => {
    const transport = fakeTransport()
    transport.failing = true
    const [first, second] = [await invite(), await invite()]
    await work(transport)
    for (const { id } of [first, second]) await until(id, 'QUEUED', 1)
    const waiting = await eventually(async () => (await jobsOf(first.id)).find(({ state }) => state === 'retry'))
    expect(waiting.startAfter.getTime()).toBeGreaterThan(Date.now())
    transport.failing = false
    await hurry(second.id)
    await until(second.id, 'SENT', 2)
    expect([await mailOf(first.id), to(transport.sent, first)]).toEqual([{ state: 'QUEUED', attempts: 1 }, []])
    await hurry(first.id)
    await until(first.id, 'SENT', 2)
    expect(await accept(to(transport.sent, first)[0])).toBe(200)
  })

  it('mark a mail FAILED after its last try; sent again by an admin it goes out', async () => {
    const transport = fakeTransport()
    transport.failing = true
    const person = await invite()
    await work(transport)
    await until(person.id, 'QUEUED', 1)
    await hurry(person.id, 2)
    await until(person.id, 'QUEUED', 2)
    await hurry(person.id)
    await until(person.id, 'FAILED', 3)
    await eventually(async () => (await jobsOf(person.id)).find(({ state }) => state === 'failed'))
    transport.failing = false
    expect((await admin.post(`/api/users/${person.id}/invite`)).status).toBe(200)
    await until(person.id, 'SENT', 1)
    expect(await accept(to(transport.sent, person)[0])).toBe(200)
  })

  it('send only the last mail of an invite that was renewed three times', async () => {
    const person = await invite()
    for (let time = 0; time < 3; time += 1) await admin.post(`/api/users/${person.id}/invite`)
    expect(await jobsOf(person.id)).toHaveLength(4)
    const transport = fakeTransport()
    await work(transport)
    await untilDone(person.id)
    expect([await mailOf(person.id), to(transport.sent, person).length]).toEqual([{ state: 'SENT', attempts: 1 }, 1])
    expect(await accept(to(transport.sent, person)[0])).toBe(200)
  })

  it('send nothing for a revoked invite, nor to a disabled user', async () => {
    const [revoked, disabled, other] = [await invite(), await invite(), await invite()]
    await admin.delete(`/api/users/${revoked.id}/invite`)
    await admin.patch(`/api/users/${disabled.id}`, { status: 'DISABLED' })
    const transport = fakeTransport()
    await work(transport)
    for (const { id } of [revoked, disabled, other]) await untilDone(id)
    expect([revoked, disabled, other].map((person) => to(transport.sent, person).length)).toEqual([0, 0, 1])
  })

  it('send no second mail when a worker died after SENT, before its job was completed', async () => {
    const person = await invite()
    const transport = fakeTransport()
    await work(transport)
    await until(person.id, 'SENT', 1)
    await untilDone(person.id)
    await pool.query(`UPDATE pgboss.job SET state = 'created', completed_on = NULL WHERE id = $1`, [
      (await jobsOf(person.id))[0]?.id,
    ])
    await untilDone(person.id)
    expect([await mailOf(person.id), to(transport.sent, person).length]).toEqual([{ state: 'SENT', attempts: 1 }, 1])
  })

  it('deliver the mail that a dead worker had begun', async () => {
    const person = await invite()
    const hanging = hangingTransport()
    const stop = await work(hanging)
    await eventually(() => to(hanging.sent, person)[0])
    await stop(false)
    const transport = fakeTransport()
    await work(transport)
    await giveUpLost()
    await hurry(person.id)
    await until(person.id, 'SENT', 2)
    expect(await accept(to(transport.sent, person)[0])).toBe(200)
  })
})
