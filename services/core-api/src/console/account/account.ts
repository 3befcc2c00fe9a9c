import { html } from '../html.ts'
import type { Page } from '../page.ts'
import { input } from '../parts/field.ts'
import { actionButton, form } from '../parts/form.ts'
import { pageQuery, pager } from '../parts/pager.ts'
import { nothing, table } from '../parts/table.ts'
import { instant, tag } from '../parts/text.ts'

const LIMIT = 20
const of = 'changeEmail'

export const page: Page = {
  show: async (visit, refused) => {
    const { api } = visit.client
    const [{ user, org }, sessions] = await Promise.all([
      visit.me(),
      api.listOwnSessions({ query: pageQuery(visit, LIMIT) }),
    ])
    const rows = sessions.items.map(({ id, userAgent, createdAt, lastUsedAt, current }) => [
      userAgent ?? 'Unknown',
      instant(createdAt),
      instant(lastUsedAt),
      current
        ? tag('This one', 'accent')
        : actionButton(
            { action: 'endSession', about: { sessionId: id }, unseen: `of ${userAgent ?? 'unknown'}` },
            'End',
          ),
    ])
    return {
      title: 'Your account',
      section: '/console/account',
      body: html`
        <div class="head"><div><h1>${user.name}</h1><p class="quiet">${user.email} · ${org.name}</p></div>
          <a class="button" href="/console/password">Change the password</a></div>
        <section><h2>Sessions</h2>
          ${table({ caption: 'Sessions', columns: ['Browser', 'Signed in', 'Last used', ''], rows, empty: nothing('No sessions', 'You are signed in nowhere.') })}
          ${pager(visit, sessions.nextCursor, 'sessions')}
        </section>
        <section><h2>Address</h2><div class="card">
          ${form({
            ...{ action: of, refused, submit: 'Change the address' },
            fields: [
              input({
                of,
                refused,
                name: 'email',
                label: 'New email',
                type: 'email',
                autocomplete: 'email',
                required: true,
              }),
              input({
                ...{ of, refused, name: 'password', label: 'Password', type: 'password', required: true },
                autocomplete: 'current-password',
              }),
            ],
          })}</div>
        </section>`,
    }
  },
  actions: {
    endSession: async ({ client, form }) => {
      await client.api.endOwnSession({ path: { sessionId: form.get('sessionId') ?? '' } })
      return { to: '/console/account', done: 'session-ended' }
    },
    changeEmail: async ({ client, form }) => {
      await client.api.changeOwnEmail({
        body: { email: form.get('email') ?? '', password: form.get('password') ?? '' },
      })
      return { to: '/console/account', done: 'email-asked' }
    },
  },
}
