import type { Item } from '@latchkey/client'
import { html } from '../html.ts'
import type { Page } from '../page.ts'
import { filters } from '../parts/filters.ts'
import { pageQuery, pager } from '../parts/pager.ts'
import { nothing, table } from '../parts/table.ts'

const LIMIT = 50

const row = ({ label, floor, building }: Item<'listOrgUnits'>) => [
  label,
  html`<a href="/console/buildings/${building.id}?available=true">${building.name}</a>`,
  floor ?? '–',
]

export const page: Page = {
  show: async (visit) => {
    const q = visit.query.get('q') ?? ''
    const query = { ...pageQuery(visit, LIMIT), available: true, sort: 'label' as const, ...(q !== '' && { q }) }
    const { items, nextCursor } = await visit.client.api.listOrgUnits({ query })
    return {
      title: 'Vacancies',
      section: '/console/vacancies',
      body: html`
        <div class="head"><div><h1>Vacancies</h1><p class="quiet">What is vacant now, over all buildings you may read.</p></div></div>
        ${filters(visit, [{ name: 'q', label: 'Unit', type: 'search' }])}
        ${table({
          caption: 'Vacant units',
          columns: ['Unit', 'Building', 'Floor'],
          rows: items.map(row),
          empty: nothing('Nothing is vacant', q === '' ? 'Every unit has somebody.' : 'No vacant unit is called so.'),
        })}
        ${pager(visit, nextCursor, 'vacant units')}`,
    }
  },
}
