import { describe, expect, it } from 'vitest'
import { testAuthz } from '../support/authz.ts'
import { ownerPool } from '../support/database.ts'
import { createWorld } from '../support/world.ts'

const world = await createWorld(ownerPool())
const authz = testAuthz()
const userId = await world.user()
const subject = { type: 'user', id: userId }
const action = { name: 'units.read' }
const resource = { type: 'building', id: await world.building() }
const question = { subject, action, resource }

const send = (path: string, body: string, type = 'application/json') =>
  authz.request(path, {
    method: 'POST',
    body,
    headers: { authorization: `Bearer ${authz.key}`, 'content-type': type },
  })

const MALFORMED: [name: string, body: unknown, pointers: string[]][] = [
  ['an array', [question], ['']],
  ['null', null, ['']],
  ['a string', 'units.read', ['']],
  ['an empty object', {}, ['/subject', '/action', '/resource']],
  ['no subject', { action, resource }, ['/subject']],
  ['a subject that is a string', { ...question, subject: userId }, ['/subject']],
  ['a subject without type', { ...question, subject: { id: userId } }, ['/subject/type']],
  ['a subject without id', { ...question, subject: { type: 'user' } }, ['/subject/id']],
  ['a subject with a number as id', { ...question, subject: { type: 'user', id: 7 } }, ['/subject/id']],
  ['a subject with null as id', { ...question, subject: { type: 'user', id: null } }, ['/subject/id']],
  ['properties that are a list', { ...question, subject: { ...subject, properties: [] } }, ['/subject/properties']],
  ['an action that is a string', { ...question, action: 'units.read' }, ['/action']],
  ['an action without name', { ...question, action: {} }, ['/action/name']],
  ['an action with a list as name', { ...question, action: { name: ['units.read'] } }, ['/action/name']],
  ['a resource without id', { ...question, resource: { type: 'building' } }, ['/resource/id']],
  ['a resource without anything', { ...question, resource: {} }, ['/resource/type', '/resource/id']],
  ['a context that is a string', { ...question, context: 'now' }, ['/context']],
  ['a negative version', { ...question, context: { atLeast: -1 } }, ['/context/atLeast']],
  ['half a version', { ...question, context: { atLeast: 1.5 } }, ['/context/atLeast']],
  ['a version in quotes', { ...question, context: { atLeast: '1' } }, ['/context/atLeast']],
]

describe('a malformed question', () => {
  it.each(MALFORMED)('%s is 400 and says where', async (_, body, pointers) => {
    const answer = await send('/authz/check', JSON.stringify(body))
    expect(answer.status).toBe(400)
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    const problem: unknown = await answer.json()
    const errors = pointers.map((pointer) => ({ pointer, message: expect.any(String) }))
    expect(problem).toMatchObject({ code: 'invalid_request', errors })
    expect(problem).not.toHaveProperty('decision')
  })

  it.each(['', '{', 'units.read', '{"subject":}', '\u0000'])('text that is no JSON is 400: %j', async (body) => {
    for (const path of ['/authz/check', '/authz/abilities']) {
      const answer = await send(path, body)
      expect(answer.status).toBe(400)
      expect(await answer.json()).toMatchObject({ code: 'invalid_request', errors: [{ pointer: '' }] })
    }
  })

  it('about abilities is 400 as well', async () => {
    const answer = await send('/authz/abilities', JSON.stringify({ subject: { type: 'user' } }))
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ errors: [{ pointer: '/subject/id' }] })
  })
})

describe('a well-formed question', () => {
  it('may have members nobody knows', async () => {
    const extra = { since: 'today', properties: { any: { thing: [1] } } }
    const body = { subject: { ...subject, ...extra }, action: { ...action, ...extra }, resource, context: extra, extra }
    const answer = await send('/authz/check', JSON.stringify(body))
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({ decision: false, context: { reason: { code: 'no_grant' } } })
  })

  it('states no facts: what the caller says of roles or orgs changes nothing', async () => {
    const claims = { roleKeys: ['org_admin'], roles: ['org_admin'], orgId: world.orgId, status: 'ACTIVE' }
    const body = { ...question, subject: { ...subject, ...claims, properties: claims }, context: claims }
    expect(await (await send('/authz/check', JSON.stringify(body))).json()).toMatchObject({ decision: false })
    await world.grantRole(userId, 'viewer')
    expect(await (await send('/authz/check', JSON.stringify(body))).json()).toMatchObject({ decision: true })
  })

  it('must be JSON by its content type', async () => {
    const body = JSON.stringify(question)
    expect((await send('/authz/check', body, 'text/plain')).status).toBe(415)
    expect((await send('/authz/check', body, 'application/json; charset=utf-8')).status).toBe(200)
  })

  it('may have up to 1 MiB and no more', async () => {
    const sized = (bytes: number) => {
      const body = { ...question, padding: '' }
      return JSON.stringify({ ...body, padding: 'x'.repeat(bytes - JSON.stringify(body).length) })
    }
    const sendChunks = (body: string) => {
      const headers = { authorization: `Bearer ${authz.key}`, 'content-type': 'application/json' }
      const init = { method: 'POST', headers, body: new Blob([body]).stream(), duplex: 'half' }
      return authz.request('/authz/check', init)
    }
    for (const sending of [(body: string) => send('/authz/check', body), sendChunks]) {
      expect((await sending(sized(1024 * 1024))).status).toBe(200)
      const refused = await sending(sized(1024 * 1024 + 1))
      expect(refused.status).toBe(413)
      expect(await refused.json()).toMatchObject({ code: 'payload_too_large' })
    }
  })
})
