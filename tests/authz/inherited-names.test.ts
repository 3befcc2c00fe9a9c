import { describe, expect, it } from 'vitest'
import { testAuthz } from '../support/authz.ts'
import { ownerPool } from '../support/database.ts'
import { createWorld } from '../support/world.ts'

const world = await createWorld(ownerPool())
const authz = testAuthz()
const subject = { type: 'user', id: await world.user({ roles: ['org_admin'] }) }
const action = { name: 'units.read' }
const resource = { type: 'building', id: await world.building() }
const good = { subject, action, resource }

/** What every object has, whether or not somebody put it there: a table that is an object knows these names too. */
const NAMES = ['constructor', '__proto__', 'prototype', 'toString', 'hasOwnProperty', 'valueOf', '__defineGetter__']

/** Every place where a text from outside is looked up in a table of ours. */
const PLACES: [what: string, path: string, bodyOf: (name: string) => object][] = [
  ['an action', '/authz/check', (name) => ({ ...good, action: { name } })],
  ['a type of resource', '/authz/check', (name) => ({ ...good, resource: { ...resource, type: name } })],
  ['a type of subject', '/authz/check', (name) => ({ ...good, subject: { ...subject, type: name } })],
  ['an id', '/authz/check', (name) => ({ ...good, resource: { ...resource, id: name } })],
  ['an action of a batch', '/authz/check/batch', (name) => ({ ...good, evaluations: [{ action: { name } }] })],
  [
    'a semantic of a batch',
    '/authz/check/batch',
    (name) => ({ ...good, evaluations: [{}], options: { evaluations_semantic: name } }),
  ],
  ['a subject of rules', '/authz/abilities', (name) => ({ subject: { type: name, id: name } })],
  ['a resource of who may', '/authz/access', (name) => ({ resource: { type: name, id: name } })],
  [
    'an action searched by',
    '/access/v1/search/subject',
    (name) => ({ ...good, subject: { type: 'user' }, action: { name } }),
  ],
  ['a type searched for', '/access/v1/search/resource', (name) => ({ ...good, resource: { type: name } })],
  ['a type searched on', '/access/v1/search/action', (name) => ({ subject, resource: { ...resource, type: name } })],
  [
    'the token of a page',
    '/access/v1/search/subject',
    (name) => ({ ...good, subject: { type: 'user' }, page: { token: name } }),
  ],
  ['a path', '/authz/{name}', () => good],
]

const ask = async (path: string, bodyOf: (name: string) => object, name: string) => {
  const reply = await authz.post(path.replace('{name}', name), bodyOf(name))
  const { requestId, ...body } = Object(await reply.json())
  return [reply.status, JSON.stringify(body).replaceAll(name, '')]
}

describe.each(PLACES)('%s', (_, path, bodyOf) => {
  it.each(NAMES)('%s is as unknown as any other', async (name) => {
    const answer = await ask(path, bodyOf, name)
    expect(answer).toEqual(await ask(path, bodyOf, 'nobody-knows-this'))
    expect(answer[0]).toBeLessThan(500)
  })
})

it('and what is known is answered otherwise', async () => {
  expect(await (await authz.post('/authz/check', good)).json()).toMatchObject({ decision: true })
})
