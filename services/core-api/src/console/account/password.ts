import { html } from '../html.ts'
import type { Page } from '../page.ts'
import { input } from '../parts/field.ts'
import { form } from '../parts/form.ts'
import { newPassword } from './new-password.ts'

const of = 'changePassword'

export const page: Page = {
  show: async (visit, refused) => {
    const { user } = await visit.me()
    return {
      title: 'Change the password',
      section: '/console/account',
      body: html`
        <div class="card narrow">
          <h1>Change your password</h1>
          <p>${
            user.mustChangePassword
              ? 'Somebody else chose the one you have. Choose your own, then you can go on.'
              : 'It ends all your other sessions.'
          }</p>
          ${form({
            ...{ action: of, refused, submit: 'Change the password' },
            fields: [
              input({
                ...{
                  of,
                  refused,
                  name: 'currentPassword',
                  label: 'Current password',
                  type: 'password',
                  required: true,
                },
                autocomplete: 'current-password',
              }),
              newPassword(of, refused, 'newPassword'),
            ],
          })}
        </div>`,
    }
  },
  actions: {
    changePassword: async ({ client, form }) => {
      const currentPassword = form.get('currentPassword') ?? ''
      await client.api.changePassword({ body: { currentPassword, newPassword: form.get('newPassword') ?? '' } })
      return { to: '/console/buildings', done: 'password-changed' }
    },
  },
}
