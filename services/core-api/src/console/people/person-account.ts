import type { Done } from '../done.ts'
import { type Html, html } from '../html.ts'
import type { Outcome } from '../page.ts'
import { actionButton, confirmed } from '../parts/form.ts'
import type { Rights, Visit } from '../visit.ts'
import type { PersonAccess } from './grants.ts'

type User = PersonAccess['user']

const invite = ({ name }: User): Html => html`
  <li>${actionButton({ action: 'sendInvite', unseen: `to ${name}` }, 'Send the invite again')}</li>
  <li>${actionButton({ action: 'revokeInvite', unseen: `of ${name}` }, 'Revoke the invite')}</li>`

const active = ({ name }: User): Html => html`
  <li>${actionButton({ action: 'sendReset', unseen: `to ${name}` }, 'Send a link to a new password')}</li>
  <li>${actionButton({ action: 'endSessions', unseen: `: ${name}` }, 'Sign out everywhere')}</li>`

const disable = ({ name }: User): Html =>
  html`<li>${confirmed('Disable the account', `of ${name}`, 'Sessions end at once; the grants stay, without effect.', actionButton({ action: 'disable', kind: 'danger', unseen: name }, 'Disable now'))}</li>`

const enable = ({ name }: User): Html =>
  html`<li>${actionButton({ action: 'enable', unseen: `of ${name}` }, 'Enable the account')}</li>`

/** What may be done with the account, as far as the person who looks may do it. */
export const accountSteps = (user: User, { org }: Rights): Html =>
  org.has('users.write')
    ? html`<div class="card"><h2>Account</h2><ul class="list">
        ${user.status === 'INVITED' && invite(user)}
        ${user.status === 'ACTIVE' && active(user)}
        ${user.status === 'DISABLED' ? enable(user) : disable(user)}
      </ul></div>`
    : html``

const step =
  (done: Done, take: (visit: Visit, path: { readonly userId: string }) => Promise<unknown>) =>
  async (visit: Visit): Promise<Outcome> => {
    const userId = visit.param('userId')
    await take(visit, { userId })
    return { to: `/console/people/${userId}`, done }
  }

export const accountActions = {
  sendInvite: step('invite-sent', ({ client }, path) => client.api.sendInvite({ path })),
  revokeInvite: step('invite-revoked', ({ client }, path) => client.api.revokeInvite({ path })),
  sendReset: step('reset-sent', ({ client }, path) => client.api.sendUserPasswordReset({ path })),
  endSessions: step('sessions-ended', ({ client }, path) => client.api.endUserSessions({ path })),
  disable: step('disabled', ({ client }, path) => client.api.changeUser({ path, body: { status: 'DISABLED' } })),
  enable: step('enabled', ({ client }, path) => client.api.changeUser({ path, body: { status: 'ACTIVE' } })),
}
