import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, inject, it } from 'vitest'
import { account, bearer, PASSWORD } from '../support/accounts.ts'
import { answerOf } from '../support/answers.ts'
import { testAuthz } from '../support/authz.ts'
import { ownerPool } from '../support/database.ts'
import { databaseProxy } from '../support/database-proxy.ts'
import { createHttp } from '../support/http.ts'
import { signingKey } from '../support/keys.ts'
import { freePort, runService, untilReadyIs } from '../support/service-process.ts'
import { createWorld, unique } from '../support/world.ts'

const db = ownerPool()
const world = await createWorld(db)
const { email } = await account(world, { roles: ['org_admin'] })
const proxy = await databaseProxy(inject('coreApiDatabaseUrl'))
const authz = await testAuthz().listen()
const directory = await mkdtemp(join(tmpdir(), 'latchkey-killed-'))
afterAll(async () => {
  await authz.close()
  await rm(directory, { recursive: true })
})
const keys = JSON.stringify({ keys: [await signingKey('killed')] })

/** core-api in a process of its own, behind the proxy, and what asks it without and with a token. */
async function start() {
  const { port, free } = await freePort()
  free()
  const { child, ended } = runService('core-api', {
    ...{ CORE_API_PORT: port, DATABASE_URL: proxy.url, DATA_DIR: directory },
    ...{ AUTHZ_URL: authz.url, AUTHZ_KEY: authz.key, AUTHZ_DEADLINE_MS: '10000', JWT_SIGNING_KEYS: keys },
  })
  const kill = async () => {
    child.kill('SIGKILL')
    await ended
  }
  afterAll(kill)
  const url = `http://127.0.0.1:${port}`
  await untilReadyIs(url, 200)
  const as = (headers: Record<string, string>) => createHttp((path, init) => fetch(`${url}${path}`, init), headers)
  return { as, kill }
}

const survivor = await start()
const session = await survivor.as({}).post('/api/auth/login', { email, password: PASSWORD })
const token = bearer(session.str('accessToken'))
const post = (to: typeof survivor, path: string, body: object, key: string) =>
  to.as(token).post(path, body, { 'idempotency-key': key })

/** Sends a request to a process that is killed when its COMMIT, or the answer to that, is held up. */
async function killAt(moment: 'before' | 'after', path: string, body: object, key: string, text: string) {
  const victim = await start()
  const held = proxy.holdCommitOf(text, moment)
  const unanswered = expect(post(victim, path, body, key)).rejects.toThrow()
  await held
  await victim.kill()
  await unanswered
}

const count = async (statement: string, value: string) =>
  (await db.query(`SELECT FROM ${statement} = $2 AND org_id = $1`, [world.orgId, value])).rowCount
const buildings = (name: string) => count('buildings WHERE name', name)

describe('a request whose process is killed', { timeout: 120_000 }, () => {
  it('between its effect and the answer is answered by another process, and done once', async () => {
    const [key, name] = [randomUUID(), unique('House')]
    await killAt('after', '/api/org/buildings', { name }, key, name)
    expect(await buildings(name)).toBe(1)
    const again = await post(survivor, '/api/org/buildings', { name }, key)
    expect([again.status, again.headers.get('idempotency-replayed'), again.at('name')]).toEqual([201, 'true', name])
    expect((await survivor.as(token).get(String(again.headers.get('location')))).body).toMatchObject({ name })
    expect(await buildings(name)).toBe(1)
    const other = await post(survivor, '/api/org/buildings', { name }, randomUUID())
    expect([other.status, other.headers.get('idempotency-replayed'), await buildings(name)]).toEqual([201, null, 2])
  })

  it('so is answered with the password that was generated, which signs in', async () => {
    const [key, person] = [randomUUID(), { email: `${unique('new')}@example.test`, name: 'New' }]
    await killAt('after', '/api/users', person, key, person.email)
    const again = await post(survivor, '/api/users', person, key)
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 'true'])
    const signIn = { email: person.email, password: again.str('temporaryPassword') }
    expect((await survivor.as({}).post('/api/auth/login', signIn)).at('user.id')).toBe(again.at('id'))
    const other = await post(survivor, '/api/users', person, randomUUID())
    expect(answerOf(other)).toEqual([409, 'email_exists'])
    expect(await count('users WHERE email', person.email)).toBe(1)
  })

  it('before its effect is done by the repeat, once its turn is over', async () => {
    const [key, name] = [randomUUID(), unique('House')]
    await killAt('before', '/api/org/buildings', { name }, key, name)
    const early = await post(survivor, '/api/org/buildings', { name }, key)
    expect([...answerOf(early), await buildings(name)]).toEqual([409, 'idempotency_key_in_use', 0])
    await db.query('UPDATE idempotency_keys SET claimed_until = now() WHERE org_id = $1 AND answer IS NULL', [
      world.orgId,
    ])
    const again = await post(survivor, '/api/org/buildings', { name }, key)
    expect([again.status, again.headers.get('idempotency-replayed'), await buildings(name)]).toEqual([201, null, 1])
  })
})
