import type { RequestEnv } from '@latchkey/shared/http/scope'
import type { Handler, Hono } from 'hono'
import type { Deps } from '../deps.ts'
import type { Page } from './page.ts'

/** Where the console is; its paths take forms, those of the API take JSON. */
export const CONSOLE = '/console'

type Load = () => Promise<{ readonly page: Page }>

/** The pages, each loaded when somebody asks for it. An earlier line goes before a later one. */
const PAGES: readonly (readonly [path: string, load: Load])[] = [
  ['/sign-in', () => import('./account/sign-in.ts')],
  ['/sign-out', () => import('./account/sign-out.ts')],
  ['/forgot-password', () => import('./account/forgot-password.ts')],
  ['/reset-password', () => import('./account/reset-password.ts')],
  ['/accept-invite', () => import('./account/accept-invite.ts')],
  ['/confirm-email', () => import('./account/confirm-email.ts')],
  ['/password', () => import('./account/password.ts')],
  ['/account', () => import('./account/account.ts')],
  ['/buildings', () => import('./buildings/buildings.ts')],
  ['/buildings/:buildingId', () => import('./building/units.ts')],
  ['/buildings/:buildingId/units/:unitId/move-in', () => import('./building/move-in.ts')],
  ['/buildings/:buildingId/team', () => import('./building/team.ts')],
  ['/buildings/:buildingId/access', () => import('./access/who.ts')],
  ['/buildings/:buildingId/access/:userId', () => import('./access/why.ts')],
  ['/vacancies', () => import('./buildings/vacancies.ts')],
  ['/permissions', () => import('./access/matrix.ts')],
  ['/audit', () => import('./audit/audit.ts')],
  ['/people', () => import('./people/people.ts')],
  ['/people/new', () => import('./people/provision.ts')],
  ['/people/:userId', () => import('./people/person.ts')],
  ['/people/:userId/revoke-all', () => import('./people/revoke-all.ts')],
]

/** Where the links of mails lead, below PUBLIC_URL: a front end of one's own may have these pages instead. */
const LINKS = ['/reset-password', '/accept-invite', '/confirm-email']

const goOn = (to: (search: string) => string): Handler<RequestEnv> => {
  return (c) => c.redirect(to(new URL(c.req.url).search), 302)
}

/** Puts the console on the app whose API it shows. Nothing of it is loaded before somebody asks for a page. */
export function mountConsole(app: Hono<RequestEnv>, { publicUrl, trustedProxies, logger }: Deps): void {
  const open = async () => {
    const { createServing } = await import('./serve.ts')
    return createServing({ publicUrl, trustedProxies, logger, ask: (request, about) => app.fetch(request, about) })
  }
  let serving: ReturnType<typeof open> | undefined
  const serve = (load: Load, status?: number): Handler<RequestEnv> => {
    return async (c) => {
      serving ??= open()
      return (await serving)(load, status)(c)
    }
  }
  app.get(
    CONSOLE,
    goOn(() => `${CONSOLE}/buildings`),
  )
  for (const link of LINKS)
    app.get(
      link,
      goOn((search) => `${CONSOLE}${link}${search}`),
    )
  app.get(`${CONSOLE}/assets/:file`, async (c) => (await import('./assets/serve.ts')).serveAsset(c))
  for (const [path, load] of PAGES) app.on(['GET', 'POST'], `${CONSOLE}${path}`, serve(load))
  app.get(
    `${CONSOLE}/*`,
    serve(() => import('./missing.ts'), 404),
  )
}
