import { html } from '../html.ts'
import type { Page, View } from '../page.ts'
import { input } from '../parts/field.ts'
import { form } from '../parts/form.ts'

const of = 'requestReset'

/** The same whatever the address: nobody learns here whether it is known. */
const asked: View = {
  title: 'Look into your mail',
  body: html`
    <div class="card" role="status">
      <h1>Look into your mail</h1>
      <p>If there is an account with this address, a mail with a link to a new password is on its way. The link is good
        for 30 minutes.</p>
      <p><a href="/console/sign-in">Back to signing in</a></p>
    </div>`,
}

export const page: Page = {
  isOpen: true,
  show: async (_, refused) => ({
    title: 'Forgot the password',
    body: html`
      <div class="card">
        <h1>Forgot the password?</h1>
        <p>We send you a link by which you choose a new one.</p>
        ${form({
          ...{ action: of, refused, submit: 'Send the link' },
          fields: [
            input({
              of,
              refused,
              name: 'email',
              label: 'Email',
              type: 'email',
              autocomplete: 'username',
              required: true,
            }),
          ],
        })}
        <p><a href="/console/sign-in">Back to signing in</a></p>
      </div>`,
  }),
  actions: {
    requestReset: async ({ client, form }) => {
      await client.api.requestPasswordReset({ body: { email: form.get('email') ?? '' } })
      return asked
    },
  },
}
