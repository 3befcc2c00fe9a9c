import { html } from '../html.ts'
import type { Page } from '../page.ts'
import { form } from '../parts/form.ts'

const of = 'confirmEmail'

/** Confirmed by a button: programs that look into mails follow links. */
export const page: Page = {
  isOpen: true,
  show: async ({ query }, refused) => ({
    title: 'Confirm the address',
    body: html`
      <div class="card">
        <h1>Confirm your new address</h1>
        <p>From then on you sign in with it.</p>
        ${form({
          ...{ action: of, refused, fields: [], submit: 'Confirm the address' },
          about: { token: query.get('token') ?? '' },
        })}
      </div>`,
  }),
  actions: {
    confirmEmail: async ({ client, form }) => {
      await client.api.confirmEmail({ body: { token: form.get('token') ?? '' } })
      return { to: '/console/sign-in', done: 'email-confirmed' }
    },
  },
}
