import type { Result } from '@latchkey/client'
import { BUILDING_KEYS, type PermissionKey } from '@latchkey/shared/permissions'
import { type Html, html } from '../html.ts'
import { actionButton } from '../parts/form.ts'
import { capital, instant } from '../parts/text.ts'
import { grantText } from '../people/grants.ts'

type Item = Result<'explainUserAccess'>['items'][number]
type Possible = Extract<Item['reason'], { code: 'no_grant' }>['wouldAllow'][number]

/** Who looks, and what they hold. */
export interface Giver {
  readonly id: string
  readonly org: ReadonlySet<PermissionKey>
  readonly here: ReadonlySet<PermissionKey>
  /** The roles that hold no more than they do themselves, by key. */
  readonly roles: ReadonlyMap<string, string>
}

interface Refusal extends Pick<Item, 'permissionKey' | 'reason'> {
  readonly user: { readonly id: string; readonly name: string }
  readonly giver: Giver
  readonly buildingId: string
}

const isSelf = ({ user, giver }: Refusal): boolean => user.id === giver.id

/** Overrides are replaced as a whole, so they must be read first. */
const mayOverride = (refusal: Refusal): boolean =>
  !isSelf(refusal) &&
  (['roles.assign', 'roles.read', refusal.permissionKey] as const).every((one) => refusal.giver.org.has(one))

const roleButtons = (refusal: Refusal, roleKeys: readonly string[]): Html[] =>
  roleKeys
    .filter((role) => refusal.giver.org.has('roles.assign') && !isSelf(refusal) && refusal.giver.roles.has(role))
    .map((role) =>
      actionButton(
        { action: 'giveRole', about: { roleKey: role }, unseen: `for ${refusal.permissionKey}` },
        `Give the role ${refusal.giver.roles.get(role)}`,
      ),
    )

const mayAssign = ({ giver: { here } }: Refusal, type: string): boolean =>
  here.has('building.assignments.write') && (type !== 'BUILDING_ADMIN' || BUILDING_KEYS.every((one) => here.has(one)))

const assignButtons = (refusal: Refusal, types: readonly string[]): Html[] =>
  types
    .filter((type) => mayAssign(refusal, type))
    .map((type) =>
      actionButton(
        { action: 'assign', about: { type }, unseen: `for ${refusal.permissionKey}` },
        `Assign as ${capital(type).toLowerCase()}`,
      ),
    )

const allowButton = (refusal: Refusal): Html[] =>
  mayOverride(refusal)
    ? [
        actionButton(
          { action: 'allow', about: { permissionKey: refusal.permissionKey } },
          `Allow ${refusal.permissionKey}`,
        ),
      ]
    : []

const moveInLink = ({ giver, buildingId }: Refusal): Html[] =>
  giver.here.has('occupancy.write')
    ? [html`<a class="button" href="/console/buildings/${buildingId}?available=true">Let them move in</a>`]
    : []

const textOf = (possible: Possible): Html => {
  switch (possible.grant) {
    case 'role':
      return html`The role ${possible.roleKeys.join(' or ')}`
    case 'override':
      return html`An ALLOW for the person`
    case 'assignment':
      return html`An assignment as ${possible.types.map((type) => capital(type).toLowerCase()).join(' or ')}`
    case 'occupancy':
      return html`A home in the building`
    case 'scheduled':
      return html`It begins by itself on ${instant(possible.startsAt)}: ${grantText(possible.reason)}`
  }
}

function buttonsFor(possible: Possible, refusal: Refusal): Html[] {
  switch (possible.grant) {
    case 'role':
      return roleButtons(refusal, possible.roleKeys)
    case 'override':
      return allowButton(refusal)
    case 'assignment':
      return assignButtons(refusal, possible.types)
    case 'occupancy':
      return moveInLink(refusal)
    case 'scheduled':
      return []
  }
}

/** The grants that would turn a refusal around, in words for everybody, as buttons for those who may give them. */
export function remedies(refusal: Refusal): Html {
  const { reason, permissionKey } = refusal
  if (reason.code === 'denied_by_override') {
    const text = 'Taking the DENY away'
    const undo = actionButton(
      { action: 'clear', about: { permissionKey }, unseen: permissionKey },
      'Take the DENY away',
    )
    return html`${mayOverride(refusal) ? undo : text}`
  }
  if (reason.code !== 'no_grant') return html``
  const buttons = reason.wouldAllow.flatMap((possible) => buttonsFor(possible, refusal))
  return html`<ul class="would">${reason.wouldAllow.map((possible) => html`<li>${textOf(possible)}</li>`)}</ul>
    ${buttons.length > 0 && html`<div class="buttons">${buttons}</div>`}`
}
