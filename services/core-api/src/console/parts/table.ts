import { type Html, html } from '../html.ts'

type Cell = Html | string | number

interface TableOptions {
  readonly caption: string
  /** Whether the caption says what a heading above says already. */
  readonly isCaptionUnseen?: boolean
  /** One without a name is that of the buttons. */
  readonly columns: readonly string[]
  /** The first cell of a row names it. */
  readonly rows: readonly (readonly Cell[])[]
  /** What is said, and offered, when there is no row. */
  readonly empty: Html
}

const row = ([first = '', ...cells]: readonly Cell[]): Html =>
  html`<tr><th scope="row">${first}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`

const heading = (name: string): Html =>
  html`<th scope="col">${name || html`<span class="unseen">What can be done</span>`}</th>`

/** A table that scrolls within itself where it is wider than the screen. */
export function table({ caption, isCaptionUnseen = true, columns, rows, empty }: TableOptions): Html {
  if (rows.length === 0) return html`<div class="state empty">${empty}</div>`
  return html`
  <div class="scroll" role="region" aria-label="${caption}" tabindex="0">
    <table>
      <caption${isCaptionUnseen && html` class="unseen"`}>${caption}</caption>
      <thead><tr>${columns.map(heading)}</tr></thead>
      <tbody>${rows.map(row)}</tbody>
    </table>
  </div>`
}

/** What a list without anything says. */
export const nothing = (title: string, text: string, offer?: Html): Html =>
  html`<p class="title">${title}</p><p>${text}</p>${offer}`
