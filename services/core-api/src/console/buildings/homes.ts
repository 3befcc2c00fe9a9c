import { type Html, html } from '../html.ts'
import { nothing } from '../parts/table.ts'
import { day } from '../parts/text.ts'
import type { Visit } from '../visit.ts'

/** For somebody who may read no building: where they live. */
export async function homes(visit: Visit): Promise<Html> {
  const { occupancies } = await visit.me()
  const cards = occupancies.map(
    ({ buildingId, buildingName, unitLabel, startAt }) => html`
      <li class="card">
        <h2><a href="/console/buildings/${buildingId}">${buildingName}</a></h2>
        <p>Unit ${unitLabel}, since ${day(startAt)}</p>
      </li>`,
  )
  return html`
    <div class="head"><h1>Your homes</h1></div>
    ${
      cards.length === 0
        ? html`<div class="state empty">${nothing('Nothing here yet', 'You have an account, but no role, building or home so far. An admin can change that.')}</div>`
        : html`<ul class="cards">${cards}</ul>`
    }`
}
