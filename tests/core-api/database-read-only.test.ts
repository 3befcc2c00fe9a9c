import { createFacts } from '@latchkey/authz/facts/facts'
import { createPooledAuthzClient } from '@latchkey/core-api/authz/client'
import { createThrottle } from '@latchkey/core-api/credentials/throttle'
import { createAccessTokens } from '@latchkey/core-api/sessions/tokens'
import { createDb } from '@latchkey/shared/db/client'
import { afterAll, describe, expect, inject, it } from 'vitest'
import { deploy } from '../../scripts/migrations/deploy.ts'
import { account, PASSWORD } from '../support/accounts.ts'
import { answerOf } from '../support/answers.ts'
import { testAuthz } from '../support/authz.ts'
import { testCoreApi } from '../support/core-api.ts'
import { suitePool, warmUp } from '../support/database.ts'
import { signingKey } from '../support/keys.ts'
import { runOn, scratchDatabase } from '../support/scratch.ts'
import { createWorld } from '../support/world.ts'

const url = await scratchDatabase()
await deploy(url)
const pool = suitePool(url)
const world = await createWorld(pool)
const person = await account(world, { roles: ['org_admin'] })
const authz = await testAuthz({ facts: createFacts(pool) }).listen()
const client = createPooledAuthzClient({ ...authz, deadlineMs: 10_000 })
afterAll(async () => {
  await client.close()
  await authz.close()
})

const tokens = await createAccessTokens([await signingKey('read-only')], () => new Date())

/** core-api with connections that began after the database was told. */
async function coreApi(readOnly: 'on' | 'off') {
  await runOn(
    inject('databaseUrl'),
    `ALTER DATABASE ${new URL(url).pathname.slice(1)} SET default_transaction_read_only = ${readOnly}`,
  )
  const db = createDb(url, 3)
  afterAll(() => db.$disconnect())
  await warmUp(db)
  const throttle = createThrottle(db, { account: 10, address: 100, everywhere: 100 })
  return testCoreApi({ db, throttle, authz: client, tokens })
}

const writable = await coreApi('off')
const session = await writable.anonymous.post('/api/auth/login', { email: person.email, password: PASSWORD })
const headers = { authorization: `Bearer ${session.str('accessToken')}` }
const readOnly = await coreApi('on')

describe('a database that takes no writes', () => {
  it('leaves core-api not ready', async () => {
    const answer = async ({ anonymous }: typeof readOnly) => {
      const { status, body } = await anonymous.get('/readyz')
      return [status, Object(body).checks]
    }
    const checks = { database: 'ok', migrations: 'ok', authz: 'ok' }
    expect(await answer(writable)).toEqual([200, checks])
    expect(await answer(readOnly)).toEqual([503, { ...checks, database: 'failed' }])
  })

  it('is read from as before', async () => {
    expect((await readOnly.anonymous.get('/api/users', headers)).status).toBe(200)
  })

  it.each([
    ['a building', '/api/org/buildings', { name: 'Building' }],
    ['a user', '/api/users', { email: 'somebody@example.test', name: 'Somebody' }],
    ['a sign-in', '/api/auth/login', { email: person.email, password: PASSWORD }],
    ['a failed sign-in', '/api/auth/login', { email: person.email, password: 'not the password' }],
    ['a sign-out', '/api/auth/logout', { refreshToken: session.str('refreshToken') }],
  ])('answers 503 to %s', async (_, path, body) => {
    const reply = await readOnly.anonymous.post(path, body, headers)
    expect([...answerOf(reply), reply.headers.has('retry-after')]).toEqual([503, 'unavailable', true])
  })

  it('takes them again when it is told to', async () => {
    const { anonymous } = await coreApi('off')
    expect((await anonymous.post('/api/org/buildings', { name: 'Building' }, headers)).status).toBe(201)
  })
})
