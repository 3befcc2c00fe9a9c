import { describe, expect, it } from 'vitest'
import { answerOf, SAME_REQUEST_ID, wholeButLimits, wholeOf } from '../support/answers.ts'
import type { Http } from '../support/http.ts'
import { bodyFor, ROUTES, type Route, sendTo } from '../support/routes.ts'
import { setScene } from '../support/scene.ts'
import { type Ids, isInner, isOfNoOrg, makeTargets, type Param, paramsOf } from '../support/targets.ts'
import { createWorld, newId } from '../support/world.ts'

const { db, world, api, admin, person } = await setScene()
const foreign = await createWorld(db)
const foreignAdmin = await api.as(foreign.orgId, await foreign.user({ roles: ['org_admin'] }))
const nobody = (await person()).http

const ROUTES_WITH_IDS = ROUTES.filter(({ path }) => paramsOf(path).length > 0)
const PREFIXES = ['/api', '']
const headers = SAME_REQUEST_ID
const MISSING = wholeOf(await admin.get('/api/no/such/path', headers))

/** Who has every right, in the org of the suite. */
const callerOf = ({ kind }: Route): Http => (kind === 'platform' ? api.platform : admin)

/** What makes another id of an id; a role key is the same role in any case. */
const otherForms = (id: string): Record<string, string> => ({
  'upper case': id.toUpperCase(),
  'without hyphens': id.replaceAll('-', ''),
})

/** What a role key could be mistaken for. */
const NO_ROLES = { 'of every object': 'constructor', 'the prototype': '__proto__', 'a Turkish capital': 'v\u0130ewer' }

/** Ids that nothing has: absent, or no ids at all. */
const malformed = (param: Param, id: string): Record<string, string> => ({
  absent: newId(),
  garbage: 'garbage',
  ...(param === 'roleKey' ? NO_ROLES : otherForms(id)),
  'in braces': `{${id}}`,
  'one character short': id.slice(0, -1),
  'one character more': `${id}0`,
  'a NUL': '%00',
  'a NUL behind it': `${id}%00`,
  'a line break behind it': `${id}%0A`,
  'a space behind it': `${id}%20`,
  'a slash behind it': `${id}%2F`,
  'no UTF-8': '%FF',
  'no escape': '%ZZ',
  injection: `${id}'%20OR%20'1'='1`,
  'too long': 'a'.repeat(5_000),
})

/** The path with one id replaced by each that the caller must not tell from an absent one. */
async function strangeIds(route: Route, param: Param, ids: Ids): Promise<Record<string, Ids>> {
  const theirs = await makeTargets(foreign, route)
  const others = await makeTargets(world, route)
  const one = (id: string): Ids => ({ ...ids, [param]: id })
  const cases: Record<string, Ids> = Object.fromEntries(
    Object.entries(malformed(param, ids[param])).map(([name, id]) => [name, one(id)]),
  )
  if (isOfNoOrg(param)) return cases
  const elsewhere = isInner(param) ? { 'of another building of the org': one(others[param]) } : {}
  // The platform is of no org: another org with what is in it is just as much its own.
  const whole = route.kind === 'platform' ? {} : { 'foreign, with all that is in it': theirs }
  return { ...cases, ...elsewhere, foreign: one(theirs[param]), ...whole }
}

describe.each(ROUTES_WITH_IDS)('$name', (route) => {
  const caller = callerOf(route)

  it.each(PREFIXES)('reaches what belongs to the own org at %s/', async (prefix) => {
    const ids = await makeTargets(world, route)
    const reply = await sendTo(caller, route, ids, { prefix, body: await bodyFor(route, world, ids) })
    expect(answerOf(reply)).toEqual([route.status, undefined])
  })

  it.each(paramsOf(route.path))('answers every other %s like a path that does not exist', async (param) => {
    const ids = await makeTargets(world, route)
    const body = await bodyFor(route, world, ids)
    for (const prefix of PREFIXES) {
      for (const [name, strange] of Object.entries(await strangeIds(route, param, ids))) {
        const reply = await sendTo(caller, route, strange, { prefix, body, headers })
        expect({ [name]: wholeButLimits(reply) }).toEqual({ [name]: MISSING })
      }
    }
    expect((await sendTo(caller, route, ids, { body })).status).toBe(route.status)
  })
})

describe.each(ROUTES_WITH_IDS.filter(({ kind }) => kind !== 'platform'))('$name, of org A', (route) => {
  it('does not exist for the admin of org B, and does for the admin of org A', async () => {
    const ids = await makeTargets(world, route)
    const body = await bodyFor(route, world, ids)
    const reply = await sendTo(foreignAdmin, route, ids, { body, headers })
    expect(wholeOf(reply)).toEqual(MISSING)
    expect((await sendTo(admin, route, ids, { body })).status).toBe(route.status)
  })

  it('is 404, never 403, to somebody without any grant who names one of org B', async () => {
    const ids = await makeTargets(foreign, route)
    const body = await bodyFor(route, foreign, ids)
    expect(wholeOf(await sendTo(nobody, route, ids, { body, headers }))).toEqual(MISSING)
    expect((await sendTo(foreignAdmin, route, ids, { body })).status).toBe(route.status)
  })
})

const WITH_INNER = ROUTES.filter(({ path }) => paramsOf(path).some(isInner))

describe.each(WITH_INNER)('$name, for a caller without rights', (route) => {
  it('is the same 403 whether the inner id exists, is foreign, absent or malformed', async () => {
    const ids = await makeTargets(world, route)
    const body = await bodyFor(route, world, ids)
    const refused = wholeOf(await sendTo(nobody, route, ids, { body, headers }))
    expect(refused).toMatchObject({ status: 403, text: expect.stringContaining('"code":"forbidden"') })
    for (const param of paramsOf(route.path).filter(isInner)) {
      for (const [name, strange] of Object.entries(await strangeIds(route, param, ids))) {
        if (strange.buildingId !== ids.buildingId) continue
        expect({ [name]: wholeOf(await sendTo(nobody, route, strange, { body, headers })) }).toEqual({
          [name]: refused,
        })
        expect((await sendTo(admin, route, strange, { body })).status).toBe(404)
      }
    }
  })
})
