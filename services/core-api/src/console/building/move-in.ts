import { html } from '../html.ts'
import type { Onward, Page } from '../page.ts'
import { checkbox, input } from '../parts/field.ts'
import { form } from '../parts/form.ts'
import { STAY_TIMES, timesFields, timesFrom } from '../parts/times.ts'
import { picker } from '../people/picker.ts'
import { whenPermitted } from '../permitted.ts'
import type { Visit } from '../visit.ts'
import { readPlace, section } from './building.ts'

const back = ({ param }: Visit, isBooked: boolean): Onward => ({
  to: `/console/buildings/${param('buildingId')}`,
  done: isBooked ? 'booked' : 'moved-in',
})

/** Somebody who is known, or is not yet: by the same call that brings in anybody. */
async function provision(visit: Visit): Promise<Onward> {
  const { form, client, param } = visit
  const mode = form.has('move') ? 'MOVE' : 'ADD'
  const stay = timesFrom(form, STAY_TIMES)
  const resident = { buildingId: param('buildingId'), unitId: param('unitId'), mode, ...stay } as const
  const identity = { email: form.get('email') ?? '', name: form.get('name') ?? '', sendInvite: true }
  const { applied } = await client.api.provisionUser({ body: { identity, grants: { resident } } })
  const isBooked = stay.startAt !== undefined && (await isAhead(visit, applied.resident?.occupancyId ?? ''))
  return back(visit, isBooked)
}

/** A beginning may have passed. Who may not read it is told what they have asked for. */
async function isAhead({ client, param }: Visit, occupancyId: string): Promise<boolean> {
  const path = { buildingId: param('buildingId'), occupancyId }
  const occupancy = await whenPermitted(client.api.getOccupancy({ path }))
  return occupancy === undefined || occupancy.status === 'SCHEDULED'
}

async function moveIn(visit: Visit): Promise<Onward> {
  const { form, client, param } = visit
  const body = { unitId: param('unitId'), residentUserId: form.get('userId') ?? '', ...timesFrom(form, STAY_TIMES) }
  const { status } = await client.api.startOccupancy({ path: { buildingId: param('buildingId') }, body })
  return back(visit, status === 'SCHEDULED')
}

export const page: Page = {
  show: async (visit, refused) => {
    const place = await readPlace(visit)
    const path = { buildingId: place.id, unitId: visit.param('unitId') }
    const [unit, rights] = await Promise.all([visit.client.api.getUnit({ path }), visit.rights()])
    const of = 'provision'
    const zone = place.detail?.timezone ?? null
    const known = rights.org.has('users.read')
      ? html`<section><h2>Somebody who is known</h2><div class="card">
          ${await picker(visit, {
            ...{ action: 'moveIn', refused, submit: 'Move in', pointer: '/residentUserId' },
            fields: timesFields({ of: 'moveIn', refused, zone, names: STAY_TIMES }),
          })}
        </div></section>`
      : ''
    return {
      title: `Move in to ${unit.label}`,
      section,
      body: html`
        <p class="crumbs"><a href="/console/buildings">Buildings</a> / <a href="/console/buildings/${place.id}">${place.name}</a></p>
        <div class="head"><h1>Move in to ${unit.label}</h1></div>
        ${known}
        <section><h2>By email</h2><div class="card">
          ${form({
            ...{ action: of, refused, submit: 'Move in', label: 'Move in by email' },
            fields: [
              html`<p class="hint">Who is not known yet is invited by mail. Who is known keeps name and password.</p>`,
              input({
                of,
                refused,
                name: 'email',
                label: 'Email',
                type: 'email',
                required: true,
                pointer: '/identity/email',
              }),
              input({ of, refused, name: 'name', label: 'Name', required: true, pointer: '/identity/name' }),
              ...timesFields({ of, refused, zone, names: STAY_TIMES, at: '/grants/resident' }),
              checkbox({
                of,
                refused,
                name: 'move',
                label: 'They leave the home they have',
                hint: 'Without it they keep it, too',
              }),
            ],
          })}
        </div></section>`,
    }
  },
  actions: { moveIn, provision },
}
