import { invalid } from '@latchkey/shared/errors'
import type { SelfCtx } from '../access/context.ts'
import type { Guard } from '../access/guard.ts'

const KEY = /^[\x21-\x7e]{1,255}$/

/** Whether a route takes an Idempotency-Key: every POST of somebody who is signed in. */
export const takesKey = (method: string, { kind }: Pick<Guard, 'kind'>): boolean =>
  method === 'post' && kind !== 'public' && kind !== 'platform'

/** @throws DomainError `invalid_request` */
export function assertKey(key: string): void {
  if (!KEY.test(key)) throw invalid('/Idempotency-Key', 'needs 1 to 255 visible ASCII characters')
}

/** What the key stands for beside itself: who sends what where. */
export const keyedBy = ({ principal: { id: userId, orgId }, requestId }: SelfCtx, path: string) => ({
  ...{ userId, orgId, requestId, method: 'POST', path: path.replace(/^\/api(?=\/)/, '') },
})
