import {
  type AuthzError,
  AuthzUnavailableError,
  InvalidKeyError,
  KeyNotAllowedError,
  MalformedQuestionError,
  RateLimitedError,
  UnexpectedAnswerError,
} from './errors.ts'

/** The response does not answer the question. */
export interface Refused {
  readonly status: number
  readonly code?: string | undefined
  readonly detail?: string | undefined
  readonly retryAfter?: string | undefined
}

/** The members of a problem that are told; anything else than a problem has none. */
export function problemIn(text: string): Pick<Refused, 'code' | 'detail'> {
  try {
    const { code, detail }: { code?: unknown; detail?: unknown } = Object(JSON.parse(text))
    return {
      code: typeof code === 'string' ? code : undefined,
      detail: typeof detail === 'string' ? detail : undefined,
    }
  } catch {
    return {}
  }
}

const secondsOf = (retryAfter: string | undefined): number | undefined =>
  retryAfter !== undefined && /^\d+$/.test(retryAfter) ? Number(retryAfter) : undefined

/** The error for a response whose status is not 200. */
export function errorOf({ status, code, detail, retryAfter }: Refused): AuthzError {
  const failure = { status, code }
  const said = detail === undefined ? `${status}` : `${status}: ${detail}`
  if (status >= 500) return new AuthzUnavailableError(`authz cannot decide now (${said})`, failure)
  switch (status) {
    case 400:
    case 413:
    case 415:
      return new MalformedQuestionError(`authz does not understand the question (${said})`, failure)
    case 401:
      return new InvalidKeyError(`authz does not know the key (${said})`, failure)
    case 403:
      return new KeyNotAllowedError(`the key does not open this question (${said})`, failure)
    case 429: {
      const retryAfterSeconds = secondsOf(retryAfter)
      return new RateLimitedError(`the key asks too often (${said})`, { ...failure, retryAfterSeconds })
    }
    default:
      return new UnexpectedAnswerError(`something answered ${said}, which is no answer of authz`, failure)
  }
}
