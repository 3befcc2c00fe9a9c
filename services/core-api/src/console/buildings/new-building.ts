import { type Html, html } from '../html.ts'
import type { Outcome, Refused } from '../page.ts'
import { input } from '../parts/field.ts'
import { form } from '../parts/form.ts'
import type { Visit } from '../visit.ts'

const of = 'createBuilding'

export const newBuilding = (refused: Refused | undefined): Html => html`
  <section><h2>New building</h2><div class="card">
    ${form({
      ...{ action: of, refused, submit: 'Make the building', label: 'New building' },
      fields: [
        html`<div class="columns">
          ${input({ of, refused, name: 'name', label: 'Name', required: true })}
          ${input({ of, refused, name: 'address', label: 'Address' })}
          ${input({ of, refused, name: 'city', label: 'City' })}
          ${input({ of, refused, name: 'country', label: 'Country' })}
          ${input({ of, refused, name: 'timezone', label: 'Time zone, as Europe/Berlin' })}
        </div>`,
      ],
    })}
  </div></section>`

export async function createBuilding({ client, form }: Visit): Promise<Outcome> {
  const given = (name: string) => form.get(name)?.trim() || null
  const body = {
    name: form.get('name') ?? '',
    address: given('address'),
    city: given('city'),
    country: given('country'),
    timezone: given('timezone'),
  }
  const { id } = await client.api.createBuilding({ body })
  return { to: `/console/buildings/${id}`, done: 'building-created' }
}
