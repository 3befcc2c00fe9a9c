import { html } from '../html.ts'
import type { Page } from '../page.ts'
import { form } from '../parts/form.ts'
import { newPassword } from './new-password.ts'

const of = 'completeReset'

export const page: Page = {
  isOpen: true,
  show: async ({ query }, refused) => ({
    title: 'New password',
    body: html`
      <div class="card">
        <h1>Choose a new password</h1>
        <p>It ends all your sessions, and signs you in here.</p>
        ${form({
          ...{ action: of, refused, submit: 'Set the password' },
          about: { token: query.get('token') ?? '' },
          fields: [newPassword(of, refused, 'password')],
        })}
        <p><a href="/console/forgot-password">Ask for another link</a></p>
      </div>`,
  }),
  actions: {
    completeReset: async ({ client, form }) => {
      const [token, password] = [form.get('token') ?? '', form.get('password') ?? '']
      await client.api.completePasswordReset({ body: { token, password } })
      return { to: '/console/buildings', done: 'password-changed' }
    },
  },
}
