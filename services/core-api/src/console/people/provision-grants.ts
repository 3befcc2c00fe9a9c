import { type Html, html } from '../html.ts'
import type { Refused } from '../page.ts'
import { checkbox, select } from '../parts/field.ts'
import { capital } from '../parts/text.ts'
import { GRANT_TIMES, STAY_TIMES, timesFields } from '../parts/times.ts'
import { type Choices, MOST } from './provision-choices.ts'
import { filledSlots, of, SLOTS, slotName, tickedRoles } from './provision-input.ts'

const TYPES = ['STAFF', 'MANAGER', 'BUILDING_ADMIN'].map((value) => ({ value, text: capital(value) }))

/** The times of what stands before them: the style hides them until that is chosen, unless they keep the form from being sent. */
const times = (options: Omit<Parameters<typeof timesFields>[0], 'of'>, label: string): Html =>
  html`<div class="times columns" role="group" aria-label="${label}">${timesFields({ of, ...options })}</div>`

/** Roles of the organisation; its clock is no building's. */
export function orgRoles({ roles }: Choices, refused: Refused | undefined): Html {
  const ticked = refused === undefined ? [] : tickedRoles(refused.form)
  const one = ({ key, name, description }: Choices['roles'][number]) => html`
    ${checkbox({ of, refused, name: 'roleKeys', checkedValue: key, label: name, hint: description })}
    ${times(
      { refused, zone: null, names: GRANT_TIMES, which: key, at: `/grants/roles/${ticked.indexOf(key)}` },
      `${name}, for a time`,
    )}`
  return roles.length === 0 ? html`` : html`<fieldset><legend>In the organisation</legend>${roles.map(one)}</fieldset>`
}

/** Where more are there than can be chosen from: the way to the others. */
const shortened = (what: string) => html`<p class="hint">These are the first ${MOST} ${what}. For another one,
  <a href="/console/buildings">open its building</a>: this form is linked where somebody is assigned.</p>`

export function assignments(choices: Choices, refused: Refused | undefined): Html {
  const { buildings, chosen, zone, hasMoreBuildings } = choices
  const options = buildings
    .filter(({ permissionKeys }) => permissionKeys?.includes('building.assignments.write'))
    .map(({ id, name }) => ({ value: id, text: name }))
  if (options.length === 0) return html``
  const filled = refused === undefined ? [] : filledSlots(refused.form)
  const one = (slot: number) => {
    const [name, at] = [slotName(slot), `/grants/buildingAssignments/${filled.indexOf(slot)}`]
    return html`<div role="group" aria-label="Assignment ${slot + 1}">
      <div class="columns">
        ${select({ of, refused, name, label: `Building ${slot + 1}`, none: 'None', options, value: slot === 0 ? chosen : '', pointer: `${at}/buildingId` })}
        ${select({ of, refused, name: `type${slot}`, label: 'As', options: TYPES, required: true, pointer: `${at}/type` })}
      </div>
      ${times({ refused, zone, names: GRANT_TIMES, which: name, at }, `Assignment ${slot + 1}, for a time`)}
    </div>`
  }
  return html`<fieldset><legend>Works for</legend>${hasMoreBuildings && shortened('buildings')}${SLOTS.map(one)}</fieldset>`
}

export function home({ units, zone, hasMoreUnits }: Choices, refused: Refused | undefined): Html {
  const options = units.map(({ id, label, building }) => ({
    value: `${building.id}/${id}`,
    text: `${building.name}, ${label}`,
  }))
  if (options.length === 0) return html``
  return html`<fieldset><legend>Lives in</legend>
    ${hasMoreUnits && shortened('vacant units')}
    ${select({ of, refused, name: 'home', label: 'Vacant unit', none: 'None', options, pointer: '/grants/resident/unitId' })}
    ${times({ refused, zone, names: STAY_TIMES, at: '/grants/resident' }, 'Home, for a time')}
    ${checkbox({ of, refused, name: 'move', label: 'They leave the home they have' })}
  </fieldset>`
}
