import { LatchkeyError } from '@latchkey/client'
import type { RequestEnv } from '@latchkey/shared/http/scope'
import type { Logger } from '@latchkey/shared/logger'
import type { Context } from 'hono'
import { withDone } from './done.ts'
import { failureOf, isAboutSession, staleForm, strangeForm } from './failure.ts'
import { html } from './html.ts'
import type { AskItself } from './in-process.ts'
import { bounce, layout } from './layout.ts'
import { openVisit } from './open-visit.ts'
import { isOnward, type Outcome, type Page } from './page.ts'
import { respondOnward, respondPage } from './respond.ts'
import { sameOriginGuard } from './same-origin.ts'
import { sessionCookie } from './session-cookie.ts'
import type { Visit } from './visit.ts'

export interface Serving {
  readonly ask: AskItself
  readonly publicUrl: string
  readonly trustedProxies: number
  readonly logger: Logger
}

interface Shown {
  readonly status: number
  readonly outcome: Outcome
}

/** What the API refuses an action is shown in the page that the action was sent from. */
async function act(page: Page, visit: Visit): Promise<Shown> {
  const action = visit.form.get('do') ?? ''
  const { actions = {} } = page
  const run = Object.hasOwn(actions, action) ? actions[action] : undefined
  if (run === undefined) return { status: 400, outcome: staleForm }
  try {
    return { status: 200, outcome: await run(visit) }
  } catch (error) {
    if (!(error instanceof LatchkeyError) || isAboutSession(error)) throw error
    const { problem, status } = error
    return { status, outcome: await page.show(visit, { action, problem, form: visit.form }) }
  }
}

/** A browser that follows a link of another site keeps the cookie back; its own next step brings it along. */
const comesFromElsewhere = (c: Context<RequestEnv>, error: unknown): boolean =>
  c.req.method === 'GET' &&
  c.req.header('sec-fetch-site') === 'cross-site' &&
  c.req.header('cookie') === undefined &&
  error instanceof LatchkeyError &&
  error.code === 'unauthorized'

/** Makes handlers of pages. A page is loaded when somebody asks for it: the start of the service waits for none. */
export function createServing({ ask, publicUrl, trustedProxies, logger }: Serving) {
  const cookie = sessionCookie(publicUrl)
  const isFromHere = sameOriginGuard(publicUrl)

  const outcomeOf = async (c: Context<RequestEnv>, page: Page, visit: Visit): Promise<Shown> => {
    if (c.req.method !== 'POST') return { status: 200, outcome: await page.show(visit) }
    return (await isFromHere(c)) ? act(page, visit) : { status: 403, outcome: strangeForm }
  }

  return (load: () => Promise<{ readonly page: Page }>, status?: number) =>
    async (c: Context<RequestEnv>): Promise<Response> => {
      const visit = openVisit(c, { ask, cookie, trustedProxies })
      const keep = (): string | undefined => {
        const change = visit.change()
        return change && cookie.write(change.session)
      }
      let shown: Shown
      let isOpen: boolean | undefined
      try {
        const { page } = await load()
        isOpen = page.isOpen
        shown = await outcomeOf(c, page, visit)
      } catch (error) {
        if (comesFromElsewhere(c, error)) return respondPage(c.env, 200, bounce(visit.url))
        if (!(error instanceof LatchkeyError)) logger.error({ err: error, requestId: c.env.requestId }, 'page failed')
        shown = failureOf(error, visit, c.req.method)
      }
      const { outcome } = shown
      if (isOnward(outcome)) return respondOnward(c.env, withDone(outcome.to, outcome.done), keep())
      const page = await layout(visit, outcome, isOpen === true)
      return respondPage(c.env, status ?? shown.status, html`${page}`, keep())
    }
}
