import { DomainError } from '@latchkey/shared/errors'
import type { z } from 'zod'
import type { Ctx } from '../access/context.ts'
import { encoderOf } from './encode.ts'
import { etagOf, isMatched } from './etag.ts'

/**
 * Looks at a resource as it is now, under the lock of whoever is about to change it, in each form in which it is shown;
 * `schema` is the one that its GET answers by.
 * @throws DomainError `precondition_failed` when the request was about another state of it
 */
export const ifMatching = <Schema extends z.ZodType>(schema: Schema) => {
  const encode = encoderOf(schema)
  return ({ ifMatch }: Ctx, ...forms: readonly z.output<Schema>[]): void => {
    if (ifMatch === undefined) return
    if (forms.some((current) => isMatched(ifMatch, etagOf(JSON.stringify(encode(current)))))) return
    throw new DomainError('precondition_failed')
  }
}
