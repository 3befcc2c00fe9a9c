import type { Item, Result } from '@latchkey/client'
import { type Html, html } from '../html.ts'
import { capital, instant, key, tag } from '../parts/text.ts'

export type PersonAccess = Result<'getUserAccess'>
type Permit = Item<'listBuildingAccess'>['via'][number]
type Reason = Result<'explainUserAccess'>['items'][number]['reason']

const throughWhat = (grant: Permit): Html => {
  switch (grant.code) {
    case 'global_permission':
      return 'role' in grant.via
        ? html`Role ${tag(grant.via.role, 'accent')}`
        : html`${tag('ALLOW', 'good')} for the person`
    case 'building_assignment':
      return html`Assigned as ${tag(capital(grant.type), 'accent')}`
    case 'occupancy':
      return html`Lives there`
  }
}

/** A grant in words, with its end where it has one. */
export const grantText = (grant: Permit): Html =>
  html`${throughWhat(grant)}${grant.endsAt !== undefined && html` <span class="quiet">until ${instant(grant.endsAt)}</span>`}`

const DENIALS = {
  unknown_action: 'There is no such permission.',
  unknown_resource_type: 'It is asked of nothing that is known.',
  subject_unknown: 'The person is not known.',
  subject_inactive: 'The account is not active.',
  resource_not_in_org: 'The building is not in the organisation.',
  denied_by_override: 'Taken from the person by a DENY.',
  no_grant: 'Nothing gives it.',
} as const

/** Why something is allowed, or is not. */
export const reasonText = (reason: Reason): Html =>
  reason.code in DENIALS
    ? // safe because the code was found among them
      html`${DENIALS[reason.code as keyof typeof DENIALS]}`
    : // safe because a reason that is no denial is a grant
      grantText(reason as Permit)

/** Several keys, shown when somebody wants to see them. */
export const keyList = (permissionKeys: readonly string[]): Html =>
  permissionKeys.length === 0
    ? html`<span class="quiet">none</span>`
    : html`<details class="fold"><summary>${permissionKeys.length} ${permissionKeys.length === 1 ? 'permission' : 'permissions'}</summary>
        <span class="keys">${permissionKeys.map((one) => html`${key(one)} `)}</span></details>`
