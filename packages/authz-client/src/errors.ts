/** What is known of a question that got no answer. */
export interface Failure {
  /** Of what answered; undefined when nothing did. */
  readonly status?: number | undefined
  /** The `code` of the problem that authz answered with. */
  readonly code?: string | undefined
  readonly cause?: unknown
}

/** A question without an answer, for whatever reason: neither a permit nor a denial. */
export abstract class AuthzError extends Error {
  readonly status: number | undefined
  readonly code: string | undefined

  constructor(message: string, { status, code, cause }: Failure = {}) {
    super(message, { cause })
    this.status = status
    this.code = code
  }
}

/** authz does not know the key (401). */
export class InvalidKeyError extends AuthzError {
  override readonly name = 'InvalidKeyError'
}

/** The key does not open this kind of question (403). */
export class KeyNotAllowedError extends AuthzError {
  override readonly name = 'KeyNotAllowedError'
}

/** authz does not understand the question (400), or it is too large (413). */
export class MalformedQuestionError extends AuthzError {
  override readonly name = 'MalformedQuestionError'
}

/** The key asks more often than it may (429). */
export class RateLimitedError extends AuthzError {
  override readonly name = 'RateLimitedError'
  /** When to ask again; undefined where the answer does not say. */
  readonly retryAfterSeconds: number | undefined

  constructor(message: string, failure: Failure & { readonly retryAfterSeconds?: number | undefined } = {}) {
    super(message, failure)
    this.retryAfterSeconds = failure.retryAfterSeconds
  }
}

/** authz cannot be reached, or cannot decide now (5xx). */
export class AuthzUnavailableError extends AuthzError {
  override readonly name: string = 'AuthzUnavailableError'
}

/** authz did not answer, or not whole, in time. */
export class AuthzTimeoutError extends AuthzUnavailableError {
  override readonly name = 'AuthzTimeoutError'
}

/** The response is not one that authz sends. */
export class UnexpectedAnswerError extends AuthzError {
  override readonly name = 'UnexpectedAnswerError'
}
