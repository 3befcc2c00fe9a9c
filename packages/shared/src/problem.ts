import { DomainError, type ErrorCode } from './errors.ts'

interface ProblemKind {
  readonly status: 400 | 401 | 403 | 404 | 405 | 408 | 409 | 412 | 413 | 415 | 422 | 429 | 431 | 500 | 503
  readonly title: string
}

/** The one place where a code gets its HTTP status; a code without a line here does not compile. */
const KINDS: Record<ErrorCode, ProblemKind> = {
  invalid_request: { status: 400, title: 'The request is not valid' },
  invalid_current_password: { status: 400, title: 'The current password is not right' },
  weak_password: { status: 400, title: 'The password is too weak' },
  unknown_role: { status: 400, title: 'Unknown role' },
  unknown_permission: { status: 400, title: 'Unknown permission' },
  user_not_in_org: { status: 400, title: 'User not in org' },
  unit_not_in_building: { status: 400, title: 'Unit not in building' },
  building_not_in_org: { status: 400, title: 'Building not in org' },
  from_unit_not_occupied: { status: 400, title: 'The person does not live in the unit moved from' },
  credential_required: { status: 400, title: 'A new user needs a password or an invite' },
  unsupported_mode: { status: 400, title: 'This mode is not supported' },
  reset_invalid: { status: 400, title: 'The link to a new password is not valid' },
  confirmation_invalid: { status: 400, title: 'The link to confirm an address is not valid' },
  invite_invalid: { status: 400, title: 'The invite is not valid' },
  unauthorized: { status: 401, title: 'Authentication is required' },
  invalid_refresh_token: { status: 401, title: 'The refresh token is not valid' },
  invalid_credentials: { status: 401, title: 'The email or password is not right' },
  forbidden: { status: 403, title: 'You may not do this' },
  password_change_required: { status: 403, title: 'The password must be changed first' },
  grant_exceeds_authority: { status: 403, title: 'You cannot grant more than you hold yourself' },
  self_change: { status: 403, title: 'You cannot change your own roles, overrides or status' },
  not_found: { status: 404, title: 'Not found' },
  method_not_allowed: { status: 405, title: 'The path does not take this method' },
  request_timeout: { status: 408, title: 'The request took too long' },
  organization_selection_required: { status: 409, title: 'The organisation must be named' },
  slug_exists: { status: 409, title: 'The slug is taken' },
  email_exists: { status: 409, title: 'A user with this email exists' },
  last_admin: { status: 409, title: 'The last active organisation admin must stay' },
  user_invited: { status: 409, title: 'The user has not accepted the invite' },
  user_active: { status: 409, title: 'The user is active already' },
  user_disabled: { status: 409, title: 'The user is disabled' },
  assignment_exists: { status: 409, title: 'The assignment exists' },
  unit_label_exists: { status: 409, title: 'The building has a unit with this label' },
  user_has_history: { status: 409, title: 'The user has signed in, lived somewhere or been active' },
  unit_has_history: { status: 409, title: 'The unit has occupancies' },
  unit_occupied: { status: 409, title: 'Unit is already occupied' },
  occupancy_started: { status: 409, title: 'The occupancy has begun' },
  occupancy_ended: { status: 409, title: 'The occupancy has ended' },
  ambiguous_move: { status: 409, title: 'The person lives in several units: name the one moved from' },
  building_not_empty: { status: 409, title: 'The building has units' },
  idempotency_key_in_use: { status: 409, title: 'A request with this Idempotency-Key is still running' },
  precondition_failed: { status: 412, title: 'It is no longer what If-Match names' },
  payload_too_large: { status: 413, title: 'The body is too large' },
  unsupported_media_type: { status: 415, title: 'The body must be application/json' },
  idempotency_key_reused: { status: 422, title: 'The Idempotency-Key came with another body before' },
  too_many_attempts: { status: 429, title: 'Too many attempts' },
  headers_too_large: { status: 431, title: 'The headers are too large' },
  internal_error: { status: 500, title: 'Something went wrong on our side' },
  authorization_unavailable: { status: 503, title: 'Authorization cannot be decided now' },
  stale_replica: { status: 503, title: 'The database is behind the version asked for' },
  unavailable: { status: 503, title: 'Not available now' },
}

/** Seconds after which a client should try again when something is unavailable. */
const UNAVAILABLE_SECONDS = 1

/** An RFC 9457 answer, before it becomes a response. */
export interface Problem {
  readonly status: ProblemKind['status']
  readonly code: ErrorCode
  readonly headers: Record<string, string>
  readonly body: string
}

/** What a failed request is answered with. Anything but a DomainError is a 500 that does not show its cause. */
export function problemOf(error: unknown, requestId: string): Problem {
  const { code, extras } = error instanceof DomainError ? error : new DomainError('internal_error')
  const { status, title } = KINDS[code]
  const {
    detail = title,
    errors,
    organizations,
    conflict,
    permission,
    allow,
    retryAfterSeconds = UNAVAILABLE_SECONDS,
  } = extras
  const type = `urn:latchkey:problem:${code}`
  const shown = { type, title, status, detail, code, requestId, errors, organizations, conflict, permission }
  const headers: Problem['headers'] = { 'content-type': 'application/problem+json', 'cache-control': 'no-store' }
  if (status === 401) headers['www-authenticate'] = 'Bearer'
  if (allow !== undefined) headers['allow'] = allow
  if (status === 429 || status === 503) headers['retry-after'] = String(retryAfterSeconds)
  return { status, code, headers, body: JSON.stringify(shown) }
}

/** A problem as documents show it. */
export const problemExample = (code: ErrorCode): unknown =>
  JSON.parse(problemOf(new DomainError(code), '0198c2f4-6d1b-7c3a-9f20-3b5d8e7a1c43').body)

/** What a failed request is answered with, for a service that answers with a response. */
export function problemResponse(error: unknown, requestId: string): Response {
  const { status, headers, body } = problemOf(error, requestId)
  return new Response(body, { status, headers })
}

// safe because KINDS has exactly the codes
export const ERROR_CODES = Object.keys(KINDS) as ErrorCode[]

export const statusOf = (code: ErrorCode): ProblemKind['status'] => KINDS[code].status
