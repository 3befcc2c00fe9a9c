import type { Result } from '@latchkey/client'
import { isId } from '@latchkey/shared/ids'
import type { PermissionKey } from '@latchkey/shared/permissions'
import { type Html, html } from '../html.ts'
import type { Visit } from '../visit.ts'

export const section = '/console/buildings'

/** A building as far as the person may see it, with what they may do there. */
export interface Place {
  readonly id: string
  readonly name: string
  /** Unknown to somebody who only lives there. */
  readonly detail: Result<'getBuilding'> | undefined
  readonly may: ReadonlySet<PermissionKey>
}

/** @throws LatchkeyError `not_found` for a building that is not of the org, as the API has it */
export async function readPlace(visit: Visit): Promise<Place> {
  const id = visit.param('buildingId')
  const { api } = visit.client
  const may = isId(id) ? (await visit.rights([id])).in(id) : new Set<PermissionKey>()
  const path = { buildingId: id }
  // Somebody without the right to read it learns from the API whether it is there.
  if (may.has('buildings.read') || may.size === 0) {
    const detail = await api.getBuilding({ path })
    return { id, name: detail.name, detail, may }
  }
  const { occupancies, buildingAssignments } = await visit.me()
  const known = [...occupancies, ...buildingAssignments].find(({ buildingId }) => buildingId === id)
  return { id, name: known?.buildingName ?? 'Building', detail: undefined, may }
}

const TABS: readonly (readonly [path: string, name: string, key: PermissionKey])[] = [
  ['', 'Units', 'units.read'],
  ['/team', 'Who works here', 'building.assignments.read'],
  ['/access', 'Who may do what', 'building.assignments.read'],
]

/** What stands above each page of a building. */
export const buildingHead = ({ id, name, detail, may }: Place, tab: string): Html => html`
  <p class="crumbs"><a href="/console/buildings">Buildings</a></p>
  <div class="head"><div>
    <h1>${name}</h1>
    <p class="quiet">${[detail?.address, detail?.city, detail?.country].filter(Boolean).join(', ')}</p>
  </div></div>
  <nav class="tabs" aria-label="${name}">${TABS.filter(([, , key]) => may.has(key)).map(
    ([path, text]) =>
      html`<a href="/console/buildings/${id}${path}"${path === tab && html` aria-current="page"`}>${text}</a>`,
  )}</nav>`
