import type { PlainHeaders } from '@latchkey/shared/http/scope'
import type { z } from 'zod'
import type { Kept } from '../idempotency/once.ts'
import type { Answer } from './answer.ts'
import { encoderOf } from './encode.ts'
import { etagOf } from './etag.ts'

/** The schema of each success status, which encodes the body; null where there is none. */
export type Answers<Out> = Readonly<Partial<Record<200 | 201 | 202, z.ZodType<Out>> & Record<204, null>>>

/**
 * Makes the status, headers and body of an answer, which shows what the schema of the status names. With the schema of
 * a resource, the answer carries the ETag of what a GET of it shows.
 */
export function answerEncoder<Out>({ 200: ok, 201: created, 202: accepted }: Answers<Out>, resource?: z.ZodType) {
  const encoders = {
    ...{ 200: ok && encoderOf(ok), 201: created && encoderOf(created), 202: accepted && encoderOf(accepted) },
  }
  const encodeResource = resource && encoderOf(resource)
  return (result: Answer<Out>): Kept => {
    const headers: PlainHeaders = { 'cache-control': 'no-store' }
    if (result.status === 204) return { status: 204, headers, body: null }
    const { status, body, location } = result
    const encode = encoders[status]
    if (!encode) throw new Error(`The route answers ${status} but has no schema for it`)
    const text = JSON.stringify(encode(body))
    if (location !== undefined) headers['location'] = location
    if (encodeResource) headers['etag'] = etagOf(JSON.stringify(encodeResource(body)))
    headers['content-type'] = 'application/json'
    return { status, headers, body: text }
  }
}
