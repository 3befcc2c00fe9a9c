import { type Html, html } from '../html.ts'
import type { Outcome, Refused } from '../page.ts'
import { input } from '../parts/field.ts'
import { form } from '../parts/form.ts'
import type { Visit } from '../visit.ts'

const of = 'createUnit'

export const newUnit = (refused: Refused | undefined): Html => html`
  <section><h2>New unit</h2><div class="card">
    ${form({
      ...{ action: of, refused, submit: 'Make the unit', label: 'New unit' },
      fields: [
        html`<div class="columns">
          ${input({ of, refused, name: 'label', label: 'Label', required: true })}
          ${input({ of, refused, name: 'floor', label: 'Floor', type: 'number' })}
          ${input({ of, refused, name: 'notes', label: 'Notes' })}
        </div>`,
      ],
    })}
  </div></section>`

export async function createUnit({ client, form, param }: Visit): Promise<Outcome> {
  const [floor, notes] = [form.get('floor')?.trim(), form.get('notes')?.trim()]
  const path = { buildingId: param('buildingId') }
  // What is no number goes as it is: the API says what is wrong with it.
  const body = { label: form.get('label') ?? '', ...(floor && { floor: Number(floor) }), ...(notes && { notes }) }
  await client.api.createUnit({ path, body })
  return { to: `/console/buildings/${path.buildingId}`, done: 'unit-created' }
}
