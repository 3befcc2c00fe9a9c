import type { PermissionKey } from './permissions.ts'

/** Every way in which a request can fail, by its stable code. Status and title stand in problem.ts. */
export type ErrorCode =
  | 'unauthorized'
  | 'invalid_refresh_token'
  | 'invalid_credentials'
  | 'forbidden'
  | 'password_change_required'
  | 'grant_exceeds_authority'
  | 'self_change'
  | 'not_found'
  | 'invalid_request'
  | 'invalid_current_password'
  | 'weak_password'
  | 'unknown_role'
  | 'unknown_permission'
  | 'user_not_in_org'
  | 'unit_not_in_building'
  | 'building_not_in_org'
  | 'from_unit_not_occupied'
  | 'credential_required'
  | 'unsupported_mode'
  | 'invite_invalid'
  | 'reset_invalid'
  | 'confirmation_invalid'
  | 'organization_selection_required'
  | 'slug_exists'
  | 'email_exists'
  | 'last_admin'
  | 'user_invited'
  | 'user_active'
  | 'user_disabled'
  | 'assignment_exists'
  | 'unit_label_exists'
  | 'unit_has_history'
  | 'user_has_history'
  | 'unit_occupied'
  | 'occupancy_started'
  | 'occupancy_ended'
  | 'ambiguous_move'
  | 'building_not_empty'
  | 'idempotency_key_reused'
  | 'idempotency_key_in_use'
  | 'precondition_failed'
  | 'method_not_allowed'
  | 'request_timeout'
  | 'payload_too_large'
  | 'unsupported_media_type'
  | 'too_many_attempts'
  | 'headers_too_large'
  | 'internal_error'
  | 'authorization_unavailable'
  | 'stale_replica'
  | 'unavailable'

/** One thing that is wrong with a request: a JSON pointer into the body, or `/name` of a query parameter. */
export interface FieldError {
  readonly pointer: string
  readonly message: string
}

export interface ErrorExtras {
  /** For people; the title of the code when absent. Never holds the cause of an internal error. */
  readonly detail?: string
  readonly errors?: readonly FieldError[]
  readonly organizations?: readonly { readonly slug: string; readonly name: string }[]
  /** The period in the way; without an end while it lasts. */
  readonly conflict?: { readonly startAt: Date; readonly endAt: Date | null }
  /** With `forbidden`: the key that was missing. */
  readonly permission?: PermissionKey
  /** When to try again, in seconds. */
  readonly retryAfterSeconds?: number
  /** The methods that the path takes. */
  readonly allow?: string
  readonly cause?: unknown
}

/** A failure the caller is told about. It knows nothing of HTTP. */
export class DomainError extends Error {
  override readonly name = 'DomainError'
  readonly code: ErrorCode
  readonly extras: ErrorExtras

  constructor(code: ErrorCode, extras: ErrorExtras = {}) {
    super(extras.detail ?? code, { cause: extras.cause })
    this.code = code
    this.extras = extras
  }
}

/** A 400 `invalid_request` about one member of the request. */
export const invalid = (pointer: string, message: string): DomainError =>
  new DomainError('invalid_request', { detail: message, errors: [{ pointer, message }] })

/** RFC 6901: the pointer to a member of a document; the whole document is the empty pointer. */
export const pointerTo = (path: readonly PropertyKey[]): string =>
  path.map((member) => `/${String(member).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
