import { html } from '../html.ts'
import type { Onward, Page } from '../page.ts'
import { input, select } from '../parts/field.ts'
import { form } from '../parts/form.ts'
import type { Visit } from '../visit.ts'

const of = 'signIn'

/** A page of the console, never an address that somebody else has put into the link. */
export const nextOf = (next: string | null): string =>
  next !== null && /^\/console\/[\w/-]*(\?[^#\\]*)?$/.test(next) ? next : '/console/buildings'

const onward = ({ query }: Visit, mustChangePassword: boolean): Onward => ({
  to: mustChangePassword ? '/console/password' : nextOf(query.get('next')),
})

async function signIn(visit: Visit): Promise<Onward> {
  const { client, form } = visit
  const org = form.get('org') ?? ''
  const { user } = await client.signIn({
    email: form.get('email') ?? '',
    password: form.get('password') ?? '',
    ...(org !== '' && { org }),
  })
  return onward(visit, user.mustChangePassword)
}

export const page: Page = {
  isOpen: true,
  show: async (_, refused) => {
    const organizations = refused?.problem.organizations
    const org = organizations
      ? select({
          ...{ of, refused, name: 'org', label: 'Organisation', required: true },
          hint: 'This address is known in several: choose one and type the password again',
          options: organizations.map(({ slug, name }) => ({ value: slug, text: name })),
        })
      : ''
    const fields = [
      input({ of, refused, name: 'email', label: 'Email', type: 'email', autocomplete: 'username', required: true }),
      html`${org}`,
      input({
        ...{ of, refused, name: 'password', label: 'Password', type: 'password', required: true },
        autocomplete: 'current-password',
      }),
    ]
    return {
      title: 'Sign in',
      body: html`
        <div class="card">
          <h1>Sign in</h1>
          ${form({ action: of, refused, fields, submit: 'Sign in' })}
          <p><a href="/console/forgot-password">Forgot the password?</a></p>
        </div>`,
    }
  },
  actions: { signIn },
}
