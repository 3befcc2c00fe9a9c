import { PERMISSION_KEYS, type PermissionKey } from '@latchkey/shared/permissions'
import { type Html, html } from '../html.ts'
import type { Outcome, Refused } from '../page.ts'
import { input, select } from '../parts/field.ts'
import { actionButton, form } from '../parts/form.ts'
import { instant, key } from '../parts/text.ts'
import { GRANT_TIMES, timesFields, timesFrom } from '../parts/times.ts'
import type { Rights, Visit } from '../visit.ts'
import { type Override, putOverride, readOverrides } from './overrides.ts'
import { mayGiveRights } from './person-roles.ts'

/** Where the API finds a fault in the override of the form, which comes last. */
const at = (others: readonly Override[]) => `/overrides/${others.length}`

const EFFECTS = [
  { value: 'ALLOW', text: 'Allow' },
  { value: 'DENY', text: 'Deny' },
]

const line = ({ permissionKey, effect, startsAt, endsAt, reason }: Override): Html => html`
  <li>${effect} ${key(permissionKey)}
    ${startsAt !== null && html`<span class="quiet">from ${instant(startsAt)}</span>`}
    ${endsAt !== null && html`<span class="quiet">until ${instant(endsAt)}</span>`}
    ${reason !== undefined && html`<span class="quiet">${reason}</span>`}
    ${actionButton({ action: 'clear', about: { permissionKey }, unseen: permissionKey }, 'Take away')}</li>`

/** Single permissions to give and to deny, for a time and with a reason. */
export async function overrideSteps(visit: Visit, { org }: Rights, refused: Refused | undefined): Promise<Html> {
  if (!mayGiveRights({ org })) return html``
  const overrides = await readOverrides(visit)
  const options = PERMISSION_KEYS.filter((one) => org.has(one)).map((one) => ({ value: one, text: one }))
  const of = 'override'
  const chosen = refused?.form.get('permissionKey')
  const others = overrides.filter(({ permissionKey }) => permissionKey !== chosen)
  return html`<div class="card"><h2>Overrides</h2>
    <p class="hint">One permission more, or one less, than the roles give.</p>
    ${overrides.length > 0 && html`<ul class="list">${overrides.map(line)}</ul>`}
    ${form({
      ...{ action: of, refused, submit: 'Set the override', label: 'Set an override' },
      fields: [
        select({ of, refused, name: 'permissionKey', label: 'Permission', required: true, options }),
        select({ of, refused, name: 'effect', label: 'Effect', required: true, options: EFFECTS }),
        ...timesFields({ of, refused, zone: null, names: GRANT_TIMES, at: at(others) }),
        input({ of, refused, name: 'reason', label: 'Reason', pointer: `${at(others)}/reason` }),
      ],
    })}
  </div>`
}

const back = ({ param }: Visit) => `/console/people/${param('userId')}`

export const overrideActions = {
  override: async (visit: Visit): Promise<Outcome> => {
    const { form } = visit
    const reason = form.get('reason') ?? ''
    await putOverride(visit, {
      // safe because the API refuses what is no key
      permissionKey: (form.get('permissionKey') ?? '') as PermissionKey,
      effect: form.get('effect') === 'DENY' ? 'DENY' : 'ALLOW',
      ...timesFrom(form, GRANT_TIMES),
      ...(reason !== '' && { reason }),
    })
    return { to: back(visit), done: 'override-set' }
  },
  clear: async (visit: Visit): Promise<Outcome> => {
    await putOverride(visit)
    return { to: back(visit), done: 'override-cleared' }
  },
}
