import { type Html, html } from '../html.ts'
import { nothing } from '../parts/table.ts'
import { day } from '../parts/text.ts'
import type { Me, Visit } from '../visit.ts'

const card = ({ buildingId, buildingName, unitLabel, startAt }: Me['occupancies'][number]) => html`
  <li class="card">
    <h2><a href="/console/buildings/${buildingId}">${buildingName}</a></h2>
    <p>Unit ${unitLabel}, since ${day(startAt)}</p>
  </li>`

/** For somebody who may read no building: where they live. */
export async function homes(visit: Visit): Promise<Html> {
  const { occupancies } = await visit.me()
  return html`
    <div class="head"><h1>Your homes</h1></div>
    ${
      occupancies.length === 0
        ? html`<div class="state empty">${nothing('Nothing here yet', 'You have an account, but no role, building or home so far. An admin can change that.')}</div>`
        : html`<ul class="cards">${occupancies.map(card)}</ul>`
    }`
}

/** For somebody who reads buildings and lives somewhere as well: it need not be one of these. */
export async function homesBeside(visit: Visit): Promise<Html | ''> {
  const { occupancies } = await visit.me()
  return occupancies.length === 0
    ? ''
    : html`<section><h2>Your homes</h2><ul class="cards">${occupancies.map(card)}</ul></section>`
}
