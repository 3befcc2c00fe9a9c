import { answer } from '@latchkey/shared/http/answer'
import type { RequestEnv } from '@latchkey/shared/http/scope'
import type { Context } from 'hono'
import { assetOf } from './paths.ts'

const KEPT = 'public, max-age=31536000, immutable'

export function serveAsset(c: Context<RequestEnv>): Response | Promise<Response> {
  const asset = assetOf(c.req.param('file') ?? '')
  if (asset === undefined) return c.notFound()
  return answer(c.env, 200, asset.text, { 'content-type': asset.type, 'cache-control': KEPT })
}
