import type { HeldGrant } from '@latchkey/shared/authz/contract'
import type { HeldAccess } from '@latchkey/shared/authz/subject-access'
import type { Db } from '@latchkey/shared/db/client'
import { readNow } from '@latchkey/shared/db/now'
import { BUILDING_KEYS } from '@latchkey/shared/permissions'
import type { UserCtx } from '../access/context.ts'
import { fetchAccess } from '../access/held.ts'
import { momentAhead } from '../access/moment-ahead.ts'
import { type OwnedUser, ownedBuildings } from '../access/owned.ts'
import { afterId, rowsOf, toPage } from '../http/page.ts'
import { countingOverrides, heldOverrides, toOverrides } from '../roles/store.ts'
import { getUserRow } from '../users/store.ts'
import { grantedBuildings, type Origin, originsOf } from './origins.ts'
import type { Grant, PersonAccess, PersonAccessQuery } from './schema.ts'

/** How a grant of authz is listed: an ALLOW of several keys, and several homes in a building, are a grant each. */
const listed = ({ reason, permissionKeys }: HeldGrant, origins: readonly Origin[], buildingId: string): Grant[] => {
  const of = (kind: Origin['kind'], names: readonly string[]) =>
    origins.filter((origin) => origin.kind === kind && names.includes(origin.name))
  const shown = ({ since, by, startsAt, endsAt }: Origin) => ({
    ...{ since, by },
    ...(startsAt && { startsAt: startsAt.toISOString() }),
    ...(endsAt && { endsAt: endsAt.toISOString() }),
  })
  switch (reason.code) {
    case 'building_assignment':
      return of('assignment', [reason.assignmentId]).map((origin) => ({ ...reason, ...shown(origin) }))
    case 'occupancy':
      return origins
        .filter((origin) => origin.kind === 'occupancy' && origin.buildingId === buildingId)
        .map((origin) => ({ code: reason.code, occupancyId: origin.name, ...shown(origin) }))
    case 'global_permission':
      if ('role' in reason.via) return of('role', [reason.via.role]).map((origin) => ({ ...reason, ...shown(origin) }))
      return permissionKeys.flatMap((permissionKey) =>
        of('override', [permissionKey]).map((origin) => ({ ...reason, permissionKey, ...shown(origin) })),
      )
  }
}

const NO_BUILDING = ''

/** One home stands for all in its building: of many, authz names no other. */
const withHomesOnce = (grants: HeldAccess['grants']) => {
  const home = grants.find(({ reason }) => reason.code === 'occupancy')
  return grants.filter((grant) => grant.reason.code !== 'occupancy' || grant === home)
}

const held = ({ permissionKeys, grants }: HeldAccess, origins: readonly Origin[], buildingId = NO_BUILDING) => ({
  permissionKeys,
  via: withHomesOnce(grants).flatMap((grant) => listed(grant, origins, buildingId)),
})

const overridesAt = async (db: Db, { orgId, id: userId }: OwnedUser, at: Date | undefined) => {
  const moment = at ?? (await readNow(db))
  return toOverrides(countingOverrides(await heldOverrides(db, { orgId, userId }, moment), moment))
}

/**
 * All that a user holds: in the org, and building by building where there are grants of their own. What counts, and what
 * it comes to, is asked of authz; since when and by whom is what the audit log says.
 * @throws DomainError `authorization_unavailable`, or `invalid_request` for a moment that has passed
 */
export async function getPersonAccess(ctx: UserCtx<'users.read'>, page: PersonAccessQuery): Promise<PersonAccess> {
  const { deps, principal, user } = ctx
  const at = await momentAhead(deps.db, page)
  const found = await grantedBuildings(deps.db, user, { after: afterId(page), limit: rowsOf(page), at })
  const { items: shown, nextCursor } = toPage(found, page, (row) => row)
  const ids = shown.map(({ id }) => id)
  const owned = await ownedBuildings(deps.db, principal, ids)
  const { org, buildings } = await fetchAccess(
    ctx,
    user,
    ids.flatMap((id) => owned.get(id) ?? []),
    { at },
  )
  const [origins, whole, overrides] = await Promise.all([
    originsOf(deps.db, user, { buildingIds: ids, at }),
    getUserRow(deps.db, ctx, user),
    overridesAt(deps.db, user, at),
  ])
  const denied = overrides.filter(({ effect }) => effect === 'DENY').map(({ permissionKey }) => permissionKey)
  return {
    user: whole,
    org: { ...held(org, origins), denied },
    allBuildings: BUILDING_KEYS.some((key) => org.permissionKeys.includes(key)),
    items: buildings.flatMap(({ id, ...there }) => {
      const building = shown.find((one) => one.id === id)
      return building === undefined ? [] : [{ building, ...held(there, origins, id) }]
    }),
    nextCursor,
  }
}
