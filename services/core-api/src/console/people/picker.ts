import { type Html, html } from '../html.ts'
import type { Refused } from '../page.ts'
import { input, select } from '../parts/field.ts'
import { form } from '../parts/form.ts'
import type { Visit } from '../visit.ts'

const MOST = 20

interface Picking {
  readonly action: string
  readonly refused: Refused | undefined
  readonly submit: string
  /** What else is asked of the one who is chosen. */
  readonly fields?: readonly Html[]
  /** Where the API says what is wrong with the person. */
  readonly pointer: string
}

/** Looks for somebody of the org by name or email, then does something with the one who is chosen. */
export async function picker(visit: Visit, { action, refused, submit, fields = [], pointer }: Picking): Promise<Html> {
  const who = visit.query.get('who') ?? ''
  const search = html`
    <form method="get" role="search" class="filters">
      ${input({ of: 'pick', name: 'who', label: 'Name or email', type: 'search', value: who })}<button>Look for them</button>
    </form>`
  if (who === '') return search
  const { items, nextCursor } = await visit.client.api.listUsers({ query: { q: who, limit: MOST } })
  if (items.length === 0) return html`${search}<p>Nobody is called so.</p>`
  const options = items.map(({ id, name, email }) => ({ value: id, text: `${name} (${email})` }))
  return html`${search}
    ${form({
      ...{ action, refused, submit },
      fields: [
        select({
          ...{ of: action, refused, name: 'userId', label: 'Person', required: true, options, pointer },
          ...(nextCursor !== null && { hint: `The first ${MOST}: look for more of the name to see others` }),
        }),
        ...fields,
      ],
    })}`
}
