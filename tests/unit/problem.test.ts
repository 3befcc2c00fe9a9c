import { DomainError, type ErrorCode, invalid } from '@latchkey/shared/errors'
import { problemResponse, statusOf } from '@latchkey/shared/problem'
import { describe, expect, it } from 'vitest'

/** The status of every code, as the contract has it; a code without a line here does not compile. */
const STATUS: Record<ErrorCode, number> = {
  invalid_request: 400,
  invalid_current_password: 400,
  weak_password: 400,
  unknown_role: 400,
  unknown_permission: 400,
  user_not_in_org: 400,
  unit_not_in_building: 400,
  building_not_in_org: 400,
  from_unit_not_occupied: 400,
  credential_required: 400,
  unsupported_mode: 400,
  invite_invalid: 400,
  reset_invalid: 400,
  confirmation_invalid: 400,
  unauthorized: 401,
  invalid_refresh_token: 401,
  invalid_credentials: 401,
  forbidden: 403,
  password_change_required: 403,
  grant_exceeds_authority: 403,
  self_change: 403,
  not_found: 404,
  method_not_allowed: 405,
  request_timeout: 408,
  idempotency_key_in_use: 409,
  precondition_failed: 412,
  idempotency_key_reused: 422,
  organization_selection_required: 409,
  slug_exists: 409,
  email_exists: 409,
  last_admin: 409,
  user_invited: 409,
  user_active: 409,
  user_disabled: 409,
  assignment_exists: 409,
  unit_label_exists: 409,
  user_has_history: 409,
  unit_has_history: 409,
  unit_occupied: 409,
  occupancy_started: 409,
  occupancy_ended: 409,
  ambiguous_move: 409,
  building_not_empty: 409,
  payload_too_large: 413,
  unsupported_media_type: 415,
  too_many_attempts: 429,
  headers_too_large: 431,
  internal_error: 500,
  authorization_unavailable: 503,
  stale_replica: 503,
  unavailable: 503,
}

// safe because STATUS has exactly the keys of its own type
const CODES = Object.entries(STATUS) as [code: ErrorCode, status: number][]

describe('a problem', () => {
  it.each(CODES)('%s is %i and says so in words of its own', async (code, status) => {
    const answer = problemResponse(new DomainError(code), 'request-1')
    const problem: unknown = await answer.json()
    expect([answer.status, statusOf(code)]).toEqual([status, status])
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.headers.get('www-authenticate')).toBe(status === 401 ? 'Bearer' : null)
    expect(answer.headers.get('retry-after')).toBe(status === 429 || status === 503 ? '1' : null)
    expect(problem).toEqual({
      type: `urn:latchkey:problem:${code}`,
      title: expect.stringMatching(/^[A-Z]/),
      detail: expect.stringMatching(/^[A-Z]/),
      status,
      code,
      requestId: 'request-1',
    })
  })

  it('has a title that no other code has', async () => {
    const titles = await Promise.all(
      CODES.map(async ([code]) => Object(await problemResponse(new DomainError(code), '').json()).title),
    )
    expect(new Set(titles).size).toBe(CODES.length)
  })

  it.each([
    ['user_not_in_org', 'User not in org'],
    ['unit_occupied', 'Unit is already occupied'],
  ] as const)('%s says "%s", as clients know it', async (code, detail) => {
    expect(await problemResponse(new DomainError(code), '').json()).toMatchObject({ detail })
  })

  it('has the detail, the errors and the organisations that came with the error', async () => {
    const errors = [{ pointer: '/name', message: 'is missing' }]
    const organizations = [{ slug: 'a', name: 'A' }]
    const error = new DomainError('invalid_request', { detail: 'Something else', errors, organizations })
    expect(await problemResponse(error, '').json()).toMatchObject({ detail: 'Something else', errors, organizations })
    const pointed = await problemResponse(invalid('/limit', 'is no number'), '').json()
    expect(pointed).toMatchObject({ detail: 'is no number', errors: [{ pointer: '/limit', message: 'is no number' }] })
  })

  const THROWN: [what: string, thrown: unknown][] = [
    ['an error', new Error('secret cause')],
    ['an error with a code of ours', Object.assign(new Error('secret cause'), { code: 'not_found', extras: {} })],
    ['a text', 'secret cause'],
    ['an object', { status: 404, code: 'not_found', detail: 'secret cause' }],
    ['nothing', undefined],
    ['null', null],
  ]

  it.each(THROWN)('of %s that is no DomainError is 500 and does not show it', async (_, thrown) => {
    const answer = problemResponse(thrown, 'request-1')
    const text = await answer.text()
    expect(answer.status).toBe(500)
    expect(JSON.parse(text)).toMatchObject({ code: 'internal_error' })
    expect(text).not.toContain('secret cause')
  })

  it('does not show the cause of an error of ours either', async () => {
    const error = new DomainError('authorization_unavailable', { cause: new Error('secret cause') })
    expect(await problemResponse(error, '').text()).not.toContain('secret cause')
  })
})
