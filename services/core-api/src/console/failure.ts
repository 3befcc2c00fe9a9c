import { LatchkeyError } from '@latchkey/client'
import { html } from './html.ts'
import type { Outcome, View } from './page.ts'
import type { Visit } from './visit.ts'

const HOME = '/console/buildings'

/** That nobody is signed in, or that the password comes first: no page can show more than the way on. */
export const isAboutSession = ({ code }: LatchkeyError): boolean =>
  code === 'unauthorized' || code === 'password_change_required'

const failure = (title: string, text: string, more?: string): View => ({
  title,
  body: html`
    <div class="state" role="alert">
      <h1>${title}</h1>
      <p>${text}</p>
      ${more !== undefined && html`<p class="quiet">${more}</p>`}
      <p><a class="button" href="${HOME}">To the buildings</a></p>
    </div>`,
})

export const notFound = failure(
  'Not found',
  'There is nothing here, or nothing in your organisation.',
  'It may have been deleted, or the address may be incomplete.',
)
export const staleForm = failure('Not understood', 'The page that this form is of has changed. Open it anew.')
export const strangeForm = failure(
  'Refused',
  'The form came from another site, so nothing was done.',
  'If you sent it from here, your browser hides where it came from: open the page anew.',
)

/** Somebody who signs in goes on where they wanted to be; a form that was sent meanwhile is not sent again. */
const toSignIn = ({ url }: Visit, method: string): Outcome => ({
  to: method === 'GET' && url !== HOME ? `/console/sign-in?next=${encodeURIComponent(url)}` : '/console/sign-in',
})

/** What is shown when a page cannot be. */
export function failureOf(error: unknown, visit: Visit, method: string): { status: number; outcome: Outcome } {
  if (!(error instanceof LatchkeyError)) {
    return { status: 500, outcome: failure('Something went wrong', 'It is our fault, and it has been written down.') }
  }
  const { code, status, problem } = error
  if (code === 'unauthorized') return { status, outcome: toSignIn(visit, method) }
  if (code === 'password_change_required') return { status, outcome: { to: '/console/password' } }
  if (code === 'not_found') return { status, outcome: notFound }
  if (code === 'forbidden') {
    const missing = problem.permission && `It needs the permission ${problem.permission}.`
    return { status, outcome: failure('Not allowed', 'You may not see this.', missing) }
  }
  if (status === 503 || status === 429) {
    const again = 'Try again in a moment.'
    return { status, outcome: failure('Not available now', problem.detail ?? problem.title, again) }
  }
  const wrong = problem.errors?.map(({ pointer, message }) => `${pointer.slice(1)} ${message}`).join(', ')
  return { status, outcome: failure(problem.title, wrong || (problem.detail ?? problem.title)) }
}
