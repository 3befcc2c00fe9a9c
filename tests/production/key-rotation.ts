import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { decodeProtectedHeader } from 'jose'
import { expect } from 'vitest'
import { digestOf } from '../support/callers.ts'
import { createHttp, type Http } from '../support/http.ts'
import { signingKey } from '../support/keys.ts'
import { unique } from '../support/world.ts'
import type { StartBalancer } from './balancer.ts'
import type { Process } from './processes.ts'
import { askOn, type Replica, type Replicas, twoReplicas } from './replicas.ts'
import type { Stack } from './stack.ts'

/** What is replaced: a key of each kind, the names of which begin alike. */
const keysOf = (which: string) => {
  const secret = (kind: string) => `${which}-key-of-${kind}-${'x'.repeat(32)}`
  return { platform: secret('platform'), coreApi: secret('core-api'), reports: secret('reports') }
}
const [OLD, NEW] = [keysOf('old'), keysOf('new')]

const httpAt = (url: string, headers: Record<string, string> = {}): Http =>
  createHttp((path, init) => fetch(`${url}${path}`, init), headers)

/** An admin who is signed in, and goes on being that by refreshing. */
async function signIn(url: string, platformKey: string) {
  const given = { email: `${unique('admin')}@example.test`, password: 'first words of the day' }
  const admin = { ...given, name: 'Ada' }
  const org = await httpAt(url, { 'x-platform-key': platformKey }).post('/api/platform/orgs', { name: 'Pier', admin })
  expect(org.status, org.text).toBe(201)
  const first = await httpAt(url).post('/api/auth/login', given)
  const as = httpAt(url, { authorization: `Bearer ${first.str('accessToken')}` })
  const change = { currentPassword: given.password, newPassword: 'other words of the night' }
  let session = await as.post('/api/auth/change-password', change)
  return {
    userId: session.str('user.id'),
    orgId: session.str('user.orgId'),
    token: () => session.str('accessToken'),
    async refresh(at = url) {
      session = await httpAt(at).post('/api/auth/refresh', { refreshToken: session.str('refreshToken') })
      expect(session.status, session.text).toBe(200)
    },
  }
}

const at = ({ port }: Replica): string => `http://127.0.0.1:${port}`

/** The three steps of docs/operations.md, and what they are done with. */
async function startRotating(replicas: Replicas) {
  const { folder, authz, coreApi, start } = replicas
  const [oldKey, newKey] = [await signingKey('old'), await signingKey('new')]
  const callersFile = join(folder, 'callers.json')
  const writeCallers = (...keys: (typeof OLD)[]) => {
    const all = { may: ['check', 'search', 'access', 'abilities'], orgs: '*' }
    const coreApiEntry = { name: 'core-api', keySha256: keys.map((one) => digestOf(one.coreApi)), ...all }
    const reports = { name: 'reports', keySha256: keys.map((one) => digestOf(one.reports)), ...all, may: ['check'] }
    writeFileSync(callersFile, JSON.stringify([coreApiEntry, reports]))
  }
  const variables = (signing: readonly object[], platform: readonly string[], { coreApi: AUTHZ_KEY }: typeof OLD) => ({
    JWT_SIGNING_KEYS: JSON.stringify({ keys: signing }),
    PLATFORM_API_KEY: platform.join(','),
    AUTHZ_KEY,
  })
  const steps = {
    before: variables([oldKey], [OLD.platform], OLD),
    added: variables([oldKey, newKey], [OLD.platform, NEW.platform], OLD),
    promoted: variables([newKey, oldKey], [NEW.platform, OLD.platform], NEW),
    dropped: variables([newKey], [NEW.platform], NEW),
    /** Not one of them: a key that the others do not know yet signs. */
    tooEarly: variables([await signingKey('third'), newKey], [NEW.platform], NEW),
  }
  writeCallers(OLD)
  const asked: Process[] = []
  const callers = { AUTHZ_CLIENT_KEYS: '', AUTHZ_CALLERS_FILE: callersFile }
  for (const replica of authz) asked.push(await start(replica, callers))
  const running = new Map<Replica, Process>()
  for (const replica of coreApi) running.set(replica, await start(replica, steps.before))
  return {
    steps,
    /** Both replicas of authz know these callers, and no others, when it is done. */
    async nameCallers(...keys: (typeof OLD)[]) {
      writeCallers(...keys)
      for (const process of asked) process.kill('SIGHUP')
      const statusOf = async (replica: Replica, key: string) =>
        (await fetch(`${at(replica)}/authz/check`, { method: 'POST', headers: { authorization: `Bearer ${key}` } }))
          .status
      for (const replica of authz)
        for (const one of [OLD, NEW])
          await expect.poll(() => statusOf(replica, one.reports)).toBe(keys.includes(one) ? 400 : 401)
    },
    async restart(replica: Replica, step: keyof typeof steps) {
      const process = running.get(replica)
      process?.kill('SIGTERM')
      expect((await process?.ended)?.code).toBe(0)
      running.set(replica, await start(replica, steps[step]))
    },
  }
}

const kidsAt = async (replica: Replica) => {
  const keys = (await httpAt(at(replica)).get('/.well-known/jwks.json')).at('keys')
  return Array.isArray(keys) ? keys.map(({ kid }) => kid) : keys
}
const kidOf = (token: string) => decodeProtectedHeader(token).kid

/** Adds new keys everywhere, promotes them and drops the old ones, while people, the platform and a service ask on. */
export async function rotateKeys(startBalancer: StartBalancer, stack: Stack): Promise<void> {
  const replicas = await twoReplicas(startBalancer, stack)
  const { coreApi, url } = replicas
  const [one, other] = coreApi
  if (one === undefined || other === undefined) throw new Error('there are two replicas')
  const { nameCallers, restart } = await startRotating(replicas)
  const api = url('core-api')
  const admin = await signIn(api, OLD.platform)
  let keys = OLD
  const question = {
    subject: { type: 'user', id: admin.userId },
    action: { name: 'users.read' },
    resource: { type: 'org', id: admin.orgId },
  }
  const json = { 'content-type': 'application/json' }
  const asking = [
    askOn(() => fetch(`${api}/api/org/buildings`, { headers: { authorization: `Bearer ${admin.token()}` } })),
    askOn(() => fetch(`${api}/api/platform/orgs?limit=1`, { headers: { 'x-platform-key': keys.platform } })),
    askOn(() => {
      const headers = { ...json, authorization: `Bearer ${keys.reports}` }
      const init = { method: 'POST', headers, body: JSON.stringify(question) }
      return fetch(`${url('authz')}/access/v1/evaluation`, init)
    }),
  ]
  const askedAgain = () => Promise.all(asking.map((each) => each.again()))

  await nameCallers(OLD, NEW)
  for (const replica of coreApi) await restart(replica, 'added')
  for (const replica of coreApi) expect(await kidsAt(replica)).toEqual(['old', 'new'])
  await admin.refresh()
  expect(kidOf(admin.token())).toBe('old')
  await askedAgain()

  await restart(one, 'promoted')
  await admin.refresh(at(one))
  // The other replica has not been promoted yet, and takes it all the same.
  expect(kidOf(admin.token())).toBe('new')
  keys = NEW
  await askedAgain()
  await restart(other, 'promoted')
  for (const replica of coreApi) expect(await kidsAt(replica)).toEqual(['new', 'old'])

  await nameCallers(NEW)
  for (const replica of coreApi) await restart(replica, 'dropped')
  for (const replica of coreApi) expect(await kidsAt(replica)).toEqual(['new'])
  await askedAgain()
  expect(await Promise.all(asking.map((each) => each.end()))).toEqual([[], [], []])

  await oldKeysAreOver(coreApi)
  // What the first step is for: without it, what one replica signs is nothing to the other.
  await restart(one, 'tooEarly')
  await admin.refresh(at(one))
  const reading = (replica: Replica) =>
    httpAt(at(replica), { authorization: `Bearer ${admin.token()}` }).get('/api/org/buildings')
  expect([(await reading(one)).status, (await reading(other)).status]).toEqual([200, 401])
}

async function oldKeysAreOver(coreApi: readonly Replica[]): Promise<void> {
  for (const replica of coreApi) {
    const statuses = [OLD, NEW].map(async ({ platform }) => {
      return (await httpAt(at(replica), { 'x-platform-key': platform }).get('/api/platform/orgs')).status
    })
    expect(await Promise.all(statuses)).toEqual([401, 200])
  }
}
