import type { PlainHeaders } from '@latchkey/shared/http/scope'
import type { Standing } from '../credentials/limits.ts'

// draft-ietf-httpapi-ratelimit-headers: lists of names with q (quota) and w (window), r (left) and t (seconds until the
// quota is whole again).

const policyOf = ({ name, quota, windowSeconds }: Standing): string => `"${name}";q=${quota};w=${windowSeconds}`

const leftOf = ({ name, remaining, resetSeconds }: Standing): string =>
  `"${name}";r=${remaining}${resetSeconds === undefined ? '' : `;t=${resetSeconds}`}`

/** The headers that tell the limits of an attempt, and what is left of each. */
export const rateLimitHeaders = (standings: readonly Standing[]): PlainHeaders => ({
  'ratelimit-policy': standings.map(policyOf).join(', '),
  ratelimit: standings.map(leftOf).join(', '),
})
