import { describe, expect, it } from 'vitest'
import type { Http, Reply } from '../support/http.ts'
import { setScene } from '../support/scene.ts'
import { newId } from '../support/world.ts'

const { api, world, admin } = await setScene()
const userId = await world.user()
const building = await world.building()
const occupancies = `/api/org/buildings/${building}/occupancies`
const person = () => ({ email: `${newId()}@example.test`, name: 'A' })
const provision = (grants: object) =>
  admin.post('/api/org/users/provision', { identity: { ...person(), sendInvite: true }, grants })

/** What every object has, whether or not somebody put it there: a table that is an object knows these names too. */
const NAMES = ['constructor', '__proto__', 'prototype', 'toString', 'hasOwnProperty', 'valueOf', '__defineGetter__']

/** Every place where a text from outside is looked up in a table of ours. */
const PLACES: [what: string, refusal: number, ask: (name: string, http: Http) => Promise<Reply>][] = [
  ['a file of the documentation', 404, (name, http) => http.get(`/docs/assets/${name}`)],
  ['a path', 404, (name, http) => http.get(`/${name}`)],
  ['a path of the API', 404, (name, http) => http.get(`/api/${name}`)],
  ['a role to take away', 404, (name, http) => http.delete(`/api/users/${userId}/roles/${name}`)],
  ['a role to give', 400, (name, http) => http.post(`/api/users/${userId}/roles`, { roleKeys: [name] })],
  ['a role of a new user', 400, (name, http) => http.post('/api/users', { ...person(), roleKeys: [name] })],
  ['a role to provision', 400, (name) => provision({ orgRoleKeys: [name] })],
  ['a type to provision', 400, (name) => provision({ buildingAssignments: [{ buildingId: building, type: name }] })],
  [
    'a mode of moving in',
    400,
    (name) => provision({ resident: { buildingId: building, unitId: newId(), mode: name } }),
  ],
  [
    'a permission to override',
    400,
    (name, http) =>
      http.put(`/api/users/${userId}/permission-overrides`, { overrides: [{ permissionKey: name, effect: 'ALLOW' }] }),
  ],
  [
    'an effect',
    400,
    (name, http) =>
      http.put(`/api/users/${userId}/permission-overrides`, {
        overrides: [{ permissionKey: 'units.read', effect: name }],
      }),
  ],
  [
    'a type of assignment',
    400,
    (name, http) => http.post(`/api/org/buildings/${building}/assignments`, { userId, type: name }),
  ],
  ['a status of users', 400, (name, http) => http.get(`/api/users?status=${name}`)],
  ['a status of occupancies', 400, (name, http) => http.get(`${occupancies}?status=${name}`)],
  ['a cursor', 400, (name, http) => http.get(`/api/users?cursor=${name}`)],
]

describe.each(PLACES)('%s', (_, refusal, ask) => {
  it.each(NAMES)('%s is as unknown as any other', async (name) => {
    const [reply, other] = [await ask(name, admin), await ask('nobody-knows-this', admin)]
    expect([reply.status, reply.code]).toEqual([refusal, other.code])
    expect(other.status).toBe(refusal)
  })
})

describe('a member of a body or query', () => {
  it.each(NAMES)('%s is refused like any other that is not known', async (name) => {
    const body = JSON.stringify({ ...person(), member: 1 }).replace('"member"', JSON.stringify(name))
    const reply = await admin.raw('/api/users', {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    })
    expect([reply.status, reply.items === undefined, reply.at('errors.0.pointer')]).toEqual([400, false, `/${name}`])
  })

  it.each(NAMES)('%s sent as a header changes nothing', async (name) => {
    expect((await api.anonymous.get('/livez', { [name]: 'x' })).status).toBe(200)
  })
})
