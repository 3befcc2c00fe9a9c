import type { AssignmentTypeName } from '@latchkey/shared/authz/contract'
import { readNow } from '@latchkey/shared/db/now'
import { DomainError } from '@latchkey/shared/errors'
import type { SelfCtx } from '../access/context.ts'
import { type Times, timesFrom } from '../access/grant-times.ts'
import { type OwnedBuilding, ownedBuildings } from '../access/owned.ts'
import { activeOccupanciesOf } from '../occupancies/store.ts'
import { type RoleGrants, rolesFrom, wantedRoles } from '../roles/store.ts'
import { isUnitOf } from '../units/store.ts'
import { moveOf } from './move.ts'
import type { Provision, ResidentGrant } from './schema.ts'

/** A building of the body, and how it is told when it is none of the org. */
export interface NamedBuilding {
  readonly building: OwnedBuilding
  readonly whenGone: DomainError
}

/** An assignment, with the times that it has when it is given now. */
export type PlannedAssignment = NamedBuilding & { readonly type: AssignmentTypeName; readonly times: Times }

/** What the call comes to, with every building and unit proved to be of the org; no right has been asked yet. */
export interface Plan {
  readonly identity: Provision['identity']
  readonly ifEmailExists: Provision['mode']['ifEmailExists']
  readonly roles: RoleGrants
  readonly assignments: readonly PlannedAssignment[]
  readonly resident: (ResidentGrant & NamedBuilding) | undefined
  /** The building the user would move out of, as things stand now. */
  readonly movedFrom: NamedBuilding | undefined
  /** The user with this email, as things stand now. */
  readonly userId: string | undefined
}

function assertSupported(mode: Provision['mode']): void {
  const flags = ['requireSameOrg', 'atomic', 'idempotent'] as const
  const errors = flags
    .filter((flag) => !mode[flag])
    .map((flag) => ({ pointer: `/mode/${flag}`, message: 'only true is supported' }))
  if (errors.length > 0) throw new DomainError('unsupported_mode', { errors })
}

/** The buildings of the org among these, to be taken by the id that stands at a pointer of the body. */
async function findBuildings({ deps, principal }: SelfCtx, ids: readonly string[]) {
  const buildings = ids.length === 0 ? undefined : await ownedBuildings(deps.db, principal, ids)
  return (id: string, pointer: string): NamedBuilding => {
    const errors = [{ pointer, message: 'is not a building of the org' }]
    const whenGone = new DomainError('building_not_in_org', { errors })
    const building = buildings?.get(id)
    if (building === undefined) throw whenGone
    return { building, whenGone }
  }
}

async function assertUnitOf({ deps }: SelfCtx, building: OwnedBuilding, unitId: string): Promise<void> {
  if (await isUnitOf(deps.db, building, unitId)) return
  const errors = [{ pointer: '/grants/resident/unitId', message: 'is not a unit of the building' }]
  throw new DomainError('unit_not_in_building', { errors })
}

/** The id of the user with this email and, for a MOVE, that of the building they would leave. */
async function findUser({ deps: { db }, principal }: SelfCtx, email: string, resident: ResidentGrant | undefined) {
  const { orgId } = principal
  const user = await db.user.findUnique({ where: { orgId_email: { orgId, email } }, select: { id: true } })
  if (user === null || resident?.mode !== 'MOVE') return { userId: user?.id }
  const move = moveOf(await activeOccupanciesOf(db, orgId, user.id), resident)
  return { userId: user.id, leftId: move.kind === 'end-and-start' ? move.ended.buildingId : undefined }
}

/**
 * Proves that every building and unit named is of the org.
 * @throws DomainError `unsupported_mode`, `unknown_role`, `invalid_request` for times that cannot be,
 * `building_not_in_org` or `unit_not_in_building`
 */
export async function planOf(ctx: SelfCtx, { identity, grants, mode }: Provision): Promise<Plan> {
  assertSupported(mode)
  const wanted = wantedRoles({ roleKeys: grants.orgRoleKeys, roles: grants.roles }, '/grants', 'orgRoleKeys')
  const isTimed = [...(grants.roles ?? []), ...grants.buildingAssignments].some(
    ({ startsAt, endsAt }) => startsAt ?? endsAt,
  )
  const now = isTimed ? await readNow(ctx.deps.db) : ctx.deps.clock()
  const roles = rolesFrom(wanted, now)
  const { buildingAssignments, resident } = grants
  const { userId, leftId } = await findUser(ctx, identity.email, resident)
  const named = [...buildingAssignments.map(({ buildingId }) => buildingId), resident?.buildingId, leftId]
  const building = await findBuildings(
    ctx,
    named.filter((id) => id !== undefined),
  )
  const assignments = buildingAssignments.map(({ buildingId, type, ...named }, index) => {
    const at = `/grants/buildingAssignments/${index}`
    return { ...building(buildingId, `${at}/buildingId`), type, times: timesFrom(named, now, at) }
  })
  const home = resident && building(resident.buildingId, '/grants/resident/buildingId')
  if (resident && home) await assertUnitOf(ctx, home.building, resident.unitId)
  return {
    identity,
    ifEmailExists: mode.ifEmailExists,
    roles,
    assignments: [...new Map(assignments.map((one) => [`${one.building.id} ${one.type}`, one])).values()],
    resident: resident && home && { ...resident, ...home },
    movedFrom: leftId === undefined ? undefined : building(leftId, '/grants/resident/fromUnitId'),
    userId,
  }
}
