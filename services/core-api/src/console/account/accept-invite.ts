import { html } from '../html.ts'
import type { Page } from '../page.ts'
import { input } from '../parts/field.ts'
import { form } from '../parts/form.ts'
import { newPassword } from './new-password.ts'

const of = 'acceptInvite'

export const page: Page = {
  isOpen: true,
  show: async ({ query }, refused) => ({
    title: 'Welcome',
    body: html`
      <div class="card">
        <h1>Welcome to Latchkey</h1>
        <p>Choose a password, and you are in.</p>
        ${form({
          ...{ action: of, refused, submit: 'Accept the invite' },
          about: { token: query.get('token') ?? '' },
          fields: [
            input({
              ...{ of, refused, name: 'name', label: 'Your name', autocomplete: 'name' },
              hint: 'Only if it is written otherwise than in the invite',
            }),
            newPassword(of, refused, 'password'),
          ],
        })}
      </div>`,
  }),
  actions: {
    acceptInvite: async ({ client, form }) => {
      const [token, password, name] = [form.get('token') ?? '', form.get('password') ?? '', form.get('name') ?? '']
      await client.api.acceptInvite({ body: { token, password, ...(name !== '' && { name }) } })
      return { to: '/console/buildings' }
    },
  },
}
