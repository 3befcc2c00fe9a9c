import { createApp } from '@latchkey/authz/app'
import { createCache } from '@latchkey/authz/facts/cache'
import { createFacts } from '@latchkey/authz/facts/facts'
import { CAPABILITIES, type Capability } from '@latchkey/authz/http/callers'
import { createCallers } from '@latchkey/authz/http/known-callers'
import { createLatchkeyPoint } from '@latchkey/authz/latchkey-point'
import { createLogger } from '@latchkey/shared/logger'
import { describe, expect, it } from 'vitest'
import { narrowCaller } from '../support/callers.ts'
import { authzPool, ownerPool } from '../support/database.ts'
import { createWorld, newId } from '../support/world.ts'

const db = ownerPool()

/** An org with a person who may read everything in it, and a building with a unit. */
async function createPlace() {
  const world = await createWorld(db)
  const [user, building] = [await world.user({ roles: ['org_admin'] }), await world.building()]
  await world.assign(user, building, 'STAFF')
  return { org: world.orgId, user, building, unit: await world.unit(building) }
}
type Place = Awaited<ReturnType<typeof createPlace>>

const own = await createPlace()
const foreign = await createPlace()
const nowhere: Place = { org: newId(), user: newId(), building: newId(), unit: newId() }

type Body = (subject: string, at: Place, context?: object) => object
const user = (id: string) => ({ type: 'user', id })
const question: Body = (subject, { building }, context) => ({
  subject: user(subject),
  action: { name: 'units.read' },
  resource: { type: 'building', id: building },
  context,
})
const batch: Body = (subject, at, context) => ({
  subject: user(subject),
  action: { name: 'units.read' },
  context,
  evaluations: [
    { resource: { type: 'unit', id: at.unit } },
    { resource: { type: 'org', id: at.org }, action: { name: 'users.read' } },
    { resource: { type: 'building', id: at.building } },
  ],
})

/** Each route, the capability that opens it, and a question about a place. */
const ROUTES: readonly [path: string, capability: Capability, body: Body][] = [
  ['/authz/check', 'check', question],
  ['/authz/check/batch', 'check', batch],
  ['/access/v1/evaluation', 'check', question],
  ['/access/v1/evaluations', 'check', batch],
  ['/access/v1/search/subject', 'search', question],
  ['/access/v1/search/resource', 'search', question],
  ['/access/v1/search/action', 'search', question],
  ['/authz/access', 'access', (_, { building }) => ({ resource: { type: 'building', id: building } })],
  [
    '/authz/access/subject',
    'access',
    (subject, { building }, context) => ({ subject: user(subject), buildingIds: [building], context }),
  ],
  ['/authz/abilities', 'abilities', (subject, _, context) => ({ subject: user(subject), context })],
]
/** What tells one building from another in an answer. */
const withoutIds = (text: string, { org, user: id, building }: Place) =>
  [org, id, building].reduce((left, one) => left.replaceAll(one, '…'), text)

const of = (name: string, may: readonly Capability[], orgs: '*' | readonly string[]) =>
  narrowCaller({ name, may, orgs })
const app = createApp({
  point: createLatchkeyPoint(createFacts(authzPool(), createCache(1024 * 1024))),
  callers: createCallers(
    [{ name: 'wide', key: 'wide' }],
    [
      ...CAPABILITIES.map((one) => of(`only-${one}`, [one], '*')),
      ...CAPABILITIES.map((one) =>
        of(
          `all-but-${one}`,
          CAPABILITIES.filter((other) => other !== one),
          '*',
        ),
      ),
      of('own', CAPABILITIES, [own.org]),
      of('both', CAPABILITIES, [own.org, foreign.org]),
      of('nothing', CAPABILITIES, [newId()]),
    ],
  ),
  publicUrl: 'http://authz.test',
  logger: createLogger('authz', 'silent'),
})

const ask = async (caller: string, path: string, body: object) => {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${caller}`, 'x-request-id': 'one' }
  const answer = await app.request(path, { method: 'POST', headers, body: JSON.stringify(body) })
  return { status: answer.status, text: await answer.text() }
}

describe.each(ROUTES)('%s', (path, capability, body) => {
  it.each(CAPABILITIES)('is open to who may %s, when that is what it takes', async (one) => {
    const [only, allBut] = [await ask(`only-${one}`, path, body(own.user, own)), await ask(`all-but-${one}`, path, {})]
    expect(only.status).toBe(one === capability ? 200 : 403)
    // Refused before the body is looked at.
    expect(allBut.status).toBe(one === capability ? 403 : 400)
    if (only.status === 403) expect(JSON.parse(only.text)).toMatchObject({ code: 'forbidden' })
  })

  it('answers a caller of some orgs about these as it answers one of all', async () => {
    const expected = await ask('wide', path, body(own.user, own))
    expect(expected.status).toBe(200)
    expect(await ask('own', path, body(own.user, own))).toEqual(expected)
    const elsewhere = await ask('wide', path, body(foreign.user, foreign))
    expect(await ask('both', path, body(foreign.user, foreign))).toEqual(elsewhere)
  })

  const CONTEXTS: [name: string, context: object | undefined][] = [
    ['', undefined],
    [' as of a version', { atLeast: 1 }],
    [' as of a version of the org', { orgAtLeast: 1_000 }],
    [' as of both', { atLeast: 1, orgAtLeast: 1_000 }],
  ]
  it.each(CONTEXTS)('answers about another org as about ids that nobody has%s', async (_, context) => {
    // Twice, so that the second is answered from memory; the one who may see it first, so that it is there.
    for (let time = 0; time < 2; time += 1) {
      const seen = await ask('wide', path, body(foreign.user, foreign, context))
      const unknown = await ask('own', path, body(nowhere.user, nowhere, context))
      const hidden = await ask('own', path, body(foreign.user, foreign, context))
      expect({ ...hidden, text: withoutIds(hidden.text, foreign) }).toEqual({
        ...unknown,
        text: withoutIds(unknown.text, nowhere),
      })
      expect(await ask('nothing', path, body(foreign.user, foreign, context))).toEqual(hidden)
      // What it does not say there is to be said.
      if (context === undefined) expect(seen.text).not.toBe(hidden.text)
    }
  })

  it('tells nothing of another org by a person or a building of the own', async () => {
    const asked = (subject: string, at: Place) => ask('own', path, body(subject, at))
    expect(await asked(own.user, foreign)).toEqual(await asked(own.user, nowhere))
    expect(await asked(foreign.user, own)).toEqual(await asked(nowhere.user, own))
  })
})

it.each(['/livez', '/readyz', '/metrics', '/openapi.json', '/docs', '/.well-known/authzen-configuration'])(
  '%s is open to callers of any kind, and without a key',
  async (path) => {
    for (const headers of [{}, { authorization: 'Bearer only-check' }, { authorization: 'Bearer nobody' }])
      expect((await app.request(path, { headers })).status).toBe(200)
  },
)
