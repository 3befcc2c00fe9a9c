import { type Html, html } from '../html.ts'
import type { Visit } from '../visit.ts'
import { input, type Option, select } from './field.ts'

interface Filter {
  readonly name: string
  readonly label: string
  readonly type?: 'text' | 'search' | 'datetime-local'
  /** A choice instead of a text. */
  readonly options?: readonly Option[]
}

const of = 'filter'

/** What narrows a list, kept in the address of the page; `kept` are the filters without a field. */
export function filters({ query }: Visit, fields: readonly Filter[], kept: readonly string[] = []): Html {
  const controls = fields.map(({ name, label, type = 'text', options }) => {
    const about = { of, name, label, value: query.get(name) ?? '' }
    return options ? select({ ...about, options }) : input({ ...about, type })
  })
  return html`<form method="get" role="search" class="filters">${kept.map((name) => query.has(name) && html`<input type="hidden" name="${name}" value="${query.get(name)}" />`)}${controls}<button>Show</button></form>`
}
