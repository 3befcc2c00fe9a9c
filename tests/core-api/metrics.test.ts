import { randomUUID } from 'node:crypto'
import { createPooledAuthzClient } from '@latchkey/core-api/authz/client'
import { countedAuthzClient } from '@latchkey/core-api/authz/counted'
import { startJobs } from '@latchkey/core-api/mail/queue'
import { measureQueue } from '@latchkey/core-api/operations/queue-metrics'
import { afterAll, describe, expect, it } from 'vitest'
import { account, PASSWORD } from '../support/accounts.ts'
import { fakeAuthz, json, PERMIT, text } from '../support/fake-authz.ts'
import { eventually, fakeTransport } from '../support/mail.ts'
import { mailDatabase } from '../support/mail-database.ts'
import { changesOf, valuesOf } from '../support/metrics.ts'
import { unique } from '../support/world.ts'

const { url, pool, api, world, admin, startWorker, jobsOf, hurry, untilIdle } = await mailDatabase()
const { metrics, db, logger } = api.deps
const changes = (name: string, work: () => Promise<unknown>) => changesOf(metrics, name, work)

describe('sign-ins that fail are counted by the code of their answer', () => {
  const login = (body: object) => api.anonymous.post('/api/auth/login', body)

  it('whoever it was', async () => {
    const { email } = await account(world)
    const fail = async () => {
      await login({ email, password: 'wrong' })
      await login({ email: `${unique('nobody')}@example.test`, password: PASSWORD })
      expect((await login({ email, password: PASSWORD })).status).toBe(200)
    }
    expect(await changes('latchkey_sign_in_failures_total', fail)).toEqual({ invalid_credentials: 2 })
  })

  it('those that are held back as such', async () => {
    const { email } = await account(world)
    const fail = async () => {
      for (let nth = 0; nth < 12; nth += 1) await login({ email, password: 'wrong' })
    }
    expect(await changes('latchkey_sign_in_failures_total', fail)).toEqual({
      invalid_credentials: 10,
      too_many_attempts: 2,
    })
  })
})

it('answers that are given again to the same Idempotency-Key are counted', async () => {
  const create = (key: string, name: string) => admin.post('/api/org/buildings', { name }, { 'idempotency-key': key })
  const key = randomUUID()
  const repeat = async () => {
    expect((await create(key, 'House')).status).toBe(201)
    expect((await create(key, 'House')).status).toBe(201)
    expect((await create(key, 'Another')).status).toBe(422)
  }
  expect(await changes('latchkey_idempotency_replays_total', repeat)).toEqual({ '': 1 })
})

describe('mails', async () => {
  const invite = async () =>
    (await admin.post('/api/users', { email: `${unique('m')}@example.test`, name: 'M', sendInvite: true })).str('id')

  it('are counted when they are handed over and when they are given up; each failed try with its job', async () => {
    const transport = fakeTransport()
    const stop = await startWorker(transport)
    await untilIdle()
    const mails = () =>
      changes('latchkey_mails_total', async () => {
        await invite()
        await untilIdle()
        transport.failing = true
        const lost = await invite()
        await hurryToTheEnd(lost)
      })
    const hurryToTheEnd = async (user: string) => {
      await eventually(async () => (await jobsOf(user)).find(({ state }) => state === 'retry'))
      await hurry(user, 1)
      await eventually(async () => (await jobsOf(user)).find(({ state }) => state === 'failed'))
    }
    let sent: unknown
    const failures = await changes('latchkey_job_failures_total', async () => {
      sent = await mails()
    })
    await stop()
    expect(sent).toEqual({ sent: 1, failed: 1 })
    expect(failures).toEqual({ 'invite-mails': 2 })
  })

  it('that wait are jobs of their queue', async () => {
    const jobs = await startJobs(url, logger)
    afterAll(() => jobs.stop({ graceful: false }))
    measureQueue(metrics, jobs)
    // As if the library had not counted within the last minute.
    const counted = async () => {
      await pool.query('UPDATE pgboss.queue SET monitor_on = NULL')
      return (await valuesOf(metrics, 'latchkey_queue_jobs'))['invite-mails ready']
    }
    const before = (await counted()) ?? Number.NaN
    await invite()
    await invite()
    expect(await counted()).toBe(before + 2)
    const states = ['deferred', 'ready', 'active', 'failed'].map((state) => `link-mails ${state}`)
    expect(Object.keys(await valuesOf(metrics, 'latchkey_queue_jobs'))).toEqual(expect.arrayContaining(states))
  })
})

describe('a question to authz is counted by how it ended', async () => {
  const fake = await fakeAuthz()
  const clientOf = (to: string, deadlineMs: number) => {
    const client = countedAuthzClient(createPooledAuthzClient({ url: to, key: 'key', deadlineMs }), metrics)
    afterAll(() => client.close())
    return client
  }
  const outcomesOf = (ask: () => Promise<unknown>) =>
    changes('latchkey_authz_questions_total', () => ask().catch(() => undefined))
  const question = {
    subject: { type: 'user', id: randomUUID() },
    action: { name: 'units.read' },
    resource: { type: 'org', id: randomUUID() },
  } as const

  it.each([
    ['answered', json(PERMIT), 10_000],
    ['refused', json({}, 401), 10_000],
    ['refused', json({}, 429), 10_000],
    ['unreachable', json({}, 503), 10_000],
    ['malformed', text('<html>'), 10_000],
    ['malformed', json({ decision: 'true' }), 10_000],
    ['late', () => undefined, 50],
  ] as const)('%s', async (outcome, answer, deadlineMs) => {
    fake.answer(answer)
    expect(await outcomesOf(() => clientOf(fake.url, deadlineMs).check(question))).toEqual({ [outcome]: 1 })
  })

  it('unreachable, where nobody listens', async () => {
    const ask = () => clientOf('http://127.0.0.1:1', 10_000).check(question)
    expect(await outcomesOf(ask)).toEqual({ unreachable: 1 })
  })
})

it('the pool tells who works, who waits, and how many statements it has sent', async () => {
  const one = db.$transaction(async (tx) => {
    const inUse = db.pool.inUse()
    const before = db.pool.statements()
    await tx.$queryRaw`SELECT 1::text`
    return [inUse > 0, db.pool.statements() - before]
  })
  expect(await one).toEqual([true, 1])
  const before = db.pool.statements()
  await db.read`SELECT 1`
  expect([db.pool.statements() - before, db.pool.waiting()]).toEqual([1, 0])
})
