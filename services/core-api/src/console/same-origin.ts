import type { RequestEnv } from '@latchkey/shared/http/scope'
import type { Context } from 'hono'
import { csrf } from 'hono/csrf'
import { HTTPException } from 'hono/http-exception'

type Guard = (c: Context<RequestEnv>) => Promise<boolean>

/** Whether a form comes from a page of this service: the browser says so, or its origin is where we are reached. */
export function sameOriginGuard(publicUrl: string): Guard {
  const { origin: publicOrigin } = new URL(publicUrl)
  const isOurs = (origin: string, host: string | undefined): boolean =>
    origin === publicOrigin || (URL.canParse(origin) && new URL(origin).host === host)
  const guard = csrf({ origin: (origin, c) => isOurs(origin, c.req.header('host')) })
  return async (c) => {
    try {
      await guard(c, async () => undefined)
      return true
    } catch (error) {
      if (error instanceof HTTPException) return false
      throw error
    }
  }
}
