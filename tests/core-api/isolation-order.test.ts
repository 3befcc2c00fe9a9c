import { describe, expect, it } from 'vitest'
import {
  answerOf,
  FORBIDDEN,
  INVALID,
  MUST_CHANGE_PASSWORD,
  NOT_FOUND,
  SAME_REQUEST_ID,
  UNAUTHORIZED,
  wholeOf,
} from '../support/answers.ts'
import type { Http } from '../support/http.ts'
import { ASKED_BY_BODY, bodyFor, ROUTES, type Route, sendTo } from '../support/routes.ts'
import { setScene } from '../support/scene.ts'
import { fill, type Ids, isInner, makeTargets, paramsOf } from '../support/targets.ts'
import { newId } from '../support/world.ts'

const { db, world, api, admin, person } = await setScene()
const nobody = (await person()).http
const newcomer = (await person({ mustChangePassword: true })).http
const newAdmin = (await person({ roles: ['org_admin'], mustChangePassword: true })).http

const GUARDED = ROUTES.filter(({ kind }) => kind !== 'platform')
const WITH_IDS = GUARDED.filter(({ path }) => paramsOf(path).length > 0)
const WITH_INNER = GUARDED.filter(({ path }) => paramsOf(path).some(isInner))
const ASKED_BY_PATH = GUARDED.filter(({ name }) => name !== ASKED_BY_BODY)
const WITH_BODY = ASKED_BY_PATH.filter(({ body }) => body !== undefined)
const WITH_INPUT = GUARDED.filter(({ body, isList }) => body !== undefined || isList)

const absentInside = (ids: Ids): Ids => ({
  ...ids,
  ...{ roleKey: newId(), unitId: newId(), assignmentId: newId(), occupancyId: newId() },
})
const absent = (ids: Ids): Ids => ({ ...absentInside(ids), userId: newId(), buildingId: newId() })

/** With input that is invalid for every route that takes any: no member of this name, and no page of this size. */
const sendBad = async (http: Http, route: Route, ids: Ids) => {
  const { body, isList } = route
  const bad = { ...(body && { body: { nonsense: true } }), ...(isList && { query: '?limit=0' }) }
  return answerOf(await sendTo(http, route, ids, bad))
}

const sendGood = async (http: Http, route: Route, ids: Ids) =>
  answerOf(await sendTo(http, route, ids, { body: await bodyFor(route, world, ids) }))

const setStatus = (id: string, status: string) =>
  db.query(`UPDATE users SET status = $1::"UserStatus" WHERE org_id = $2 AND id = $3`, [status, world.orgId, id])

const succeeds = ({ status }: Route) => [status, undefined]

// From one describe to the next, the request has one fault less.

describe('401 comes before everything', () => {
  it.each(GUARDED)('for $name', async (route) => {
    const ids = await makeTargets(world, route)
    expect(await sendBad(api.anonymous, route, absent(ids))).toEqual(UNAUTHORIZED)
    expect(await sendGood(admin, route, ids)).toEqual(succeeds(route))
  })

  it.each(GUARDED)(
    'for $name, byte for byte the same without a token, with a bad one and when not ACTIVE',
    async (route) => {
      const ids = await makeTargets(world, route)
      const { id, http: leaver } = await person({ roles: ['org_admin'] })
      const body = await bodyFor(route, world, ids)
      const send = async (http: Http, authorization?: string) => {
        const headers = { ...SAME_REQUEST_ID, ...(authorization !== undefined && { authorization }) }
        return wholeOf(await sendTo(http, route, ids, { body, headers }))
      }
      const refused = await send(api.anonymous)
      expect(refused.status).toBe(401)
      expect(refused.headers).toContainEqual(['www-authenticate', 'Bearer'])
      for (const authorization of ['', 'Bearer ', 'Bearer no.token', 'Basic bm86Ym9keQ==']) {
        expect(await send(api.anonymous, authorization)).toEqual(refused)
      }
      for (const status of ['DISABLED', 'INVITED']) {
        await setStatus(id, status)
        expect(await send(leaver)).toEqual(refused)
      }
      await setStatus(id, 'ACTIVE')
      expect((await sendTo(leaver, route, ids, { body })).status).toBe(route.status)
    },
  )
})

describe('403 password_change_required comes before 404 and 400, with and without the permission', () => {
  it.each(GUARDED)('for $name', async (route) => {
    const ids = await makeTargets(world, route)
    expect(await sendBad(newcomer, route, absent(ids))).toEqual(MUST_CHANGE_PASSWORD)
    expect(await sendGood(newcomer, route, ids)).toEqual(MUST_CHANGE_PASSWORD)
    expect(await sendGood(newAdmin, route, ids)).toEqual(MUST_CHANGE_PASSWORD)
    expect(await sendGood(admin, route, ids)).toEqual(succeeds(route))
  })
})

describe('404 of the building or user comes before 403', () => {
  it.each(WITH_IDS)('for $name', async (route) => {
    const ids = await makeTargets(world, route)
    expect(await sendBad(nobody, route, absent(ids))).toEqual(NOT_FOUND)
    expect(await sendBad(nobody, route, ids)).toEqual(FORBIDDEN)
  })
})

describe('403 comes before 404 of an inner id, and before 400', () => {
  it.each(ASKED_BY_PATH)('for $name', async (route) => {
    const ids = await makeTargets(world, route)
    expect(await sendBad(nobody, route, absentInside(ids))).toEqual(FORBIDDEN)
    expect(await sendBad(nobody, route, ids)).toEqual(FORBIDDEN)
    expect(await sendGood(nobody, route, ids)).toEqual(FORBIDDEN)
    expect(await sendGood(admin, route, ids)).toEqual(succeeds(route))
  })

  it.each(WITH_BODY)('for $name with a body that is no JSON', async (route) => {
    const ids = await makeTargets(world, route)
    const init = { method: route.method, body: '{', headers: { 'content-type': 'application/json' } }
    expect(answerOf(await nobody.raw(`/api${fill(route.path, ids)}`, init))).toEqual(FORBIDDEN)
    expect(answerOf(await admin.raw(`/api${fill(route.path, ids)}`, init))).toEqual(INVALID)
  })
})

describe('404 of an inner id comes before 400', () => {
  it.each(WITH_INNER)('for $name', async (route) => {
    const ids = await makeTargets(world, route)
    expect(await sendBad(admin, route, absentInside(ids))).toEqual(NOT_FOUND)
    expect(await sendGood(admin, route, absentInside(ids))).toEqual(NOT_FOUND)
    expect(await sendGood(admin, route, ids)).toEqual(succeeds(route))
  })
})

describe('400 comes last, and only to a caller with the permission', () => {
  it.each(WITH_INPUT)('for $name', async (route) => {
    const ids = await makeTargets(world, route)
    expect(await sendBad(admin, route, ids)).toEqual(INVALID)
    expect(await sendGood(admin, route, ids)).toEqual(succeeds(route))
  })
})

describe('400 comes before the 403 that depends on the body', () => {
  it.each(GUARDED.filter(({ name }) => name === ASKED_BY_BODY))('for $name', async (route) => {
    const ids = await makeTargets(world, route)
    expect(await sendBad(nobody, route, ids)).toEqual(INVALID)
    const init = { method: route.method, body: '{', headers: { 'content-type': 'application/json' } }
    expect(answerOf(await nobody.raw(`/api${route.path}`, init))).toEqual(INVALID)
    expect(await sendGood(nobody, route, ids)).toEqual(FORBIDDEN)
    expect(await sendGood(admin, route, ids)).toEqual(succeeds(route))
  })
})
