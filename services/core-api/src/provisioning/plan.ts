import type { AssignmentTypeName } from '@latchkey/shared/authz/contract'
import { DomainError } from '@latchkey/shared/errors'
import type { RoleKey } from '@latchkey/shared/permissions'
import type { SelfCtx } from '../access/context.ts'
import { type OwnedBuilding, ownedBuildings } from '../access/owned.ts'
import { assertKnownRoles } from '../roles/store.ts'
import { departureOf } from './move.ts'
import type { Provision, ResidentGrant } from './schema.ts'

/** What the call comes to, proved to be of the org, before any right is asked. */
export interface Plan {
  readonly identity: Provision['identity']
  readonly ifEmailExists: Provision['mode']['ifEmailExists']
  readonly roleKeys: readonly RoleKey[]
  readonly assignments: readonly { readonly building: OwnedBuilding; readonly type: AssignmentTypeName }[]
  readonly resident: (ResidentGrant & { readonly building: OwnedBuilding }) | undefined
  /** The building the person would move out of, as things stand now. */
  readonly movedFrom: OwnedBuilding | undefined
  /** The user with this email, as things stand now. */
  readonly personId: string | undefined
}

function assertSupported(mode: Provision['mode']): void {
  const flags = ['requireSameOrg', 'atomic', 'idempotent'] as const
  const errors = flags
    .filter((flag) => !mode[flag])
    .map((flag) => ({ pointer: `/mode/${flag}`, message: 'only true is supported' }))
  if (errors.length > 0) throw new DomainError('unsupported_mode', { errors })
}

const find = (buildings: ReadonlyMap<string, OwnedBuilding>, id: string, pointer: string): OwnedBuilding => {
  const building = buildings.get(id)
  if (building !== undefined) return building
  throw new DomainError('building_not_in_org', { errors: [{ pointer, message: 'is not a building of the org' }] })
}

async function assertUnitIn({ deps }: SelfCtx, { orgId, id: buildingId }: OwnedBuilding, unitId: string) {
  const unit = await deps.db.unit.findUnique({ where: { orgId_id: { orgId, id: unitId }, buildingId } })
  if (unit !== null) return
  const errors = [{ pointer: '/grants/resident/unitId', message: 'is not a unit of the building' }]
  throw new DomainError('unit_not_in_building', { errors })
}

/** The person's id and, for a move, the building they would leave. */
async function lookAtPerson(ctx: SelfCtx, email: string, resident: ResidentGrant | undefined) {
  const { db } = ctx.deps
  const { orgId } = ctx.principal
  const where = { orgId_email: { orgId, email } }
  const occupancies = { where: { status: 'ACTIVE' }, orderBy: { id: 'asc' } } as const
  const person = await db.user.findUnique({ where, select: { id: true, occupancies } })
  const isMove = resident?.mode === 'MOVE'
  const departure = isMove && person ? departureOf(person.occupancies, resident) : undefined
  const left = departure?.kind === 'from' ? departure.occupancy.buildingId : undefined
  const buildings = await ownedBuildings(db, ctx.principal, left === undefined ? [] : [left])
  return { personId: person?.id, movedFrom: left === undefined ? undefined : buildings.get(left) }
}

/**
 * Proves that every building and unit named is of the org.
 * @throws DomainError `unsupported_mode`, `unknown_role`, `building_not_in_org` or `unit_not_in_building`
 */
export async function planOf(ctx: SelfCtx, { identity, grants, mode }: Provision): Promise<Plan> {
  assertSupported(mode)
  const roleKeys = assertKnownRoles(grants.orgRoleKeys, '/grants/orgRoleKeys')
  const { buildingAssignments, resident } = grants
  const ids = [...buildingAssignments, ...(resident ? [resident] : [])].map(({ buildingId }) => buildingId)
  const buildings = await ownedBuildings(ctx.deps.db, ctx.principal, ids)
  const assignments = buildingAssignments.map(({ buildingId, type }, index) => {
    const pointer = `/grants/buildingAssignments/${index}/buildingId`
    return { building: find(buildings, buildingId, pointer), type }
  })
  const home = resident && find(buildings, resident.buildingId, '/grants/resident/buildingId')
  if (resident && home) await assertUnitIn(ctx, home, resident.unitId)
  return {
    identity,
    ifEmailExists: mode.ifEmailExists,
    roleKeys,
    assignments: [...new Map(assignments.map((one) => [`${one.building.id} ${one.type}`, one])).values()],
    resident: resident && home && { ...resident, building: home },
    ...(await lookAtPerson(ctx, identity.email, resident)),
  }
}
