import { assetPath } from './assets/paths.ts'
import { doneText } from './done.ts'
import { type Html, html } from './html.ts'
import type { View } from './page.ts'
import { actionButton } from './parts/form.ts'
import type { Me, Rights, Visit } from './visit.ts'

/** What the menu is drawn from. */
interface Menu extends Pick<Rights, 'org'> {
  /** In the org, or in a building that the person is assigned to. */
  readonly readsUnits: boolean
}

interface Item {
  readonly path: string
  readonly name: string
  readonly shown: (frame: Menu) => boolean
}

/** As many buildings as the API is asked about at once. */
const MOST = 100

const MENU: readonly Item[] = [
  { path: '/console/buildings', name: 'Buildings', shown: () => true },
  { path: '/console/vacancies', name: 'Vacancies', shown: ({ readsUnits }) => readsUnits },
  { path: '/console/people', name: 'People', shown: ({ org }) => org.has('users.read') },
  { path: '/console/permissions', name: 'Permissions', shown: ({ org }) => org.has('roles.read') },
  { path: '/console/audit', name: 'Audit', shown: ({ org }) => org.has('audit.read') },
]

interface Frame {
  readonly me: Me
  /** Unknown before the first password is changed. */
  readonly menu: Menu | undefined
}

async function menuOf(visit: Visit, { buildingAssignments }: Me): Promise<Menu> {
  const { org } = await visit.rights()
  const places = [...new Set(buildingAssignments.map(({ buildingId }) => buildingId))].slice(0, MOST)
  if (org.has('units.read') || places.length === 0) return { org, readsUnits: org.has('units.read') }
  const rights = await visit.rights(places)
  return { org, readsUnits: places.some((id) => rights.in(id).has('units.read')) }
}

/** Nothing when it cannot be told who is there: the page is shown all the same. */
async function frameOf(visit: Visit): Promise<Frame | undefined> {
  try {
    const me = await visit.me()
    return { me, menu: me.user.mustChangePassword ? undefined : await menuOf(visit, me) }
  } catch {
    return undefined
  }
}

const menu = (shownFor: Menu, section: string | undefined): Html => html`
  <nav aria-label="Main">
    <ul>${MENU.filter(({ shown }) => shown(shownFor)).map(
      ({ path, name }) => html`<li><a href="${path}"${path === section && html` aria-current="page"`}>${name}</a></li>`,
    )}</ul>
  </nav>`

const who = ({ me: { user, org } }: Frame): Html => html`
  <div class="who">
    <a href="/console/account" class="person"><span>${user.name}</span> <small>${org.name}</small></a>
    ${actionButton({ action: 'signOut', to: '/console/sign-out', kind: 'plain' }, 'Sign out')}
  </div>`

const document = (title: string, content: Html): Html => html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>${title} · Latchkey</title>
    <link rel="icon" type="image/svg+xml" href="${assetPath('icon.svg')}" />
    <link rel="stylesheet" href="${assetPath('console.css')}" />
    <script src="${assetPath('console.js')}" defer></script>
  </head>
  <body>
    ${content}
  </body>
</html>
`

const brand = html`<a class="brand" href="/console/buildings"><img src="${assetPath('icon.svg')}" alt="" width="24" height="24" /> Latchkey</a>`

/** The page around a view, with the menu of whoever is signed in. */
export async function layout(visit: Visit, { title, body, section }: View, isOpen: boolean): Promise<Html> {
  const frame = isOpen ? undefined : await frameOf(visit)
  const done = doneText(visit.query.get('done'))
  return document(
    title,
    html`<a class="skip" href="#main">Skip to the content</a>
    <div class="progress" hidden role="status"><span>Loading…</span></div>
    <header class="top">${brand} ${frame?.menu && menu(frame.menu, section)} ${frame && who(frame)}</header>
    <main id="main" tabindex="-1"${!frame && html` class="narrow"`}>
      ${done !== undefined && html`<p class="done" role="status">${done}</p>`}
      ${body}
    </main>`,
  )
}

/** Goes to the same page once more, from here. */
export const bounce = (url: string): Html => html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="refresh" content="0; url=${url}" />
    <title>Latchkey</title>
  </head>
  <body><main><a href="${url}">Go on to Latchkey</a></main></body>
</html>
`
