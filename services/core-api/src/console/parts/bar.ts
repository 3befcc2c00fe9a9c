import { type Html, html } from '../html.ts'

interface Occupancy {
  readonly total: number
  readonly occupied: number
  readonly available: number
}

const parts = ({ total, occupied, available }: Occupancy): string =>
  total === 0 ? 'No units' : `${occupied} of ${total} occupied, ${available} vacant`

/** Occupied and vacant at a glance. A drawing, as no style may stand in a page. */
export const occupancyBar = (units: Occupancy): Html => html`
  <div class="occupancy">
    <svg class="bar" role="img" aria-label="${parts(units)}" width="100%" height="12" preserveAspectRatio="none">
      <rect class="vacant" width="100%" height="12" rx="6" />
      ${units.occupied > 0 && html`<rect class="occupied" width="${(100 * units.occupied) / units.total}%" height="12" rx="6" />`}
    </svg>
    <p aria-hidden="true">${parts(units)}</p>
  </div>`
