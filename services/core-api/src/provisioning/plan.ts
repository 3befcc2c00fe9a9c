import type { AssignmentTypeName } from '@latchkey/shared/authz/contract'
import { readNow } from '@latchkey/shared/db/now'
import { DomainError, invalid } from '@latchkey/shared/errors'
import type { SelfCtx } from '../access/context.ts'
import { isSame, type Times, timesFrom } from '../access/grant-times.ts'
import { timesIn } from '../access/instants.ts'
import { type OwnedBuilding, ownedBuildings } from '../access/owned.ts'
import { openOccupanciesOf, periodOf } from '../occupancies/store.ts'
import { type RoleGrants, rolesFrom, wantedRoles } from '../roles/store.ts'
import { assertUnitOf } from '../units/store.ts'
import { moveOf } from './move.ts'
import type { Provision, ResidentGrant } from './schema.ts'

/** A building of the body, and how it is told when it is none of the org. */
export interface NamedBuilding {
  readonly building: OwnedBuilding
  readonly whenGone: DomainError
}
/** An assignment, with the times that it has when it is given now. */
type PlannedAssignment = NamedBuilding & { readonly type: AssignmentTypeName; readonly times: Times }

/** Who is to live where, in instants. */
type PlannedResident = Omit<ResidentGrant, 'startAt' | 'plannedEndAt'> &
  NamedBuilding & { readonly startAt?: Date | undefined; readonly plannedEndAt?: Date | null | undefined }
/** What the call comes to, with every building and unit proved to be of the org; no right has been asked yet. */
export interface Plan {
  readonly identity: Provision['identity']
  readonly ifEmailExists: Provision['mode']['ifEmailExists']
  readonly roles: RoleGrants
  readonly assignments: readonly PlannedAssignment[]
  readonly resident: PlannedResident | undefined
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

/**
 * Each assignment once.
 * @throws DomainError `invalid_request` where one is named again with other times: nobody knows which are meant
 */
function onceEach(assignments: readonly PlannedAssignment[]): PlannedAssignment[] {
  const named = new Map<string, PlannedAssignment>()
  for (const [index, one] of assignments.entries()) {
    const key = `${one.building.id} ${one.type}`
    const times = named.get(key)?.times ?? one.times
    if (!isSame(times, one.times)) {
      throw invalid(`/grants/buildingAssignments/${index}`, 'is named twice, with other times')
    }
    named.set(key, one)
  }
  return [...named.values()]
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

/** The id of the user with this email. */
async function findUser({ deps: { db }, principal: { orgId } }: SelfCtx, email: string): Promise<string | undefined> {
  const [user] = await db.read<{ id: string }>`
    SELECT id FROM users WHERE org_id = ${orgId}::uuid AND email = ${email}`
  return user?.id
}

/** Where the user is to live, the unit proved to be in the building, from when to when. */
async function placeResident(ctx: SelfCtx, resident: ResidentGrant, home: NamedBuilding): Promise<PlannedResident> {
  const { db } = ctx.deps
  const errors = [{ pointer: '/grants/resident/unitId', message: 'is not a unit of the building' }]
  await assertUnitOf(db, home.building, resident.unitId, { errors })
  return { ...resident, ...home, ...(await periodOf(db, home.building, resident, '/grants/resident')) }
}

/** For a MOVE, the building that the user would leave. */
async function findLeft(
  ctx: SelfCtx,
  resident: PlannedResident | undefined,
  userId: string | undefined,
): Promise<NamedBuilding | undefined> {
  if (userId === undefined || resident?.mode !== 'MOVE') return undefined
  const { now, open } = await openOccupanciesOf(ctx.deps.db, ctx.principal.orgId, userId)
  const move = moveOf(open, resident, resident.startAt ?? now)
  if (move.kind !== 'end-and-start') return undefined
  const { buildingId } = move.ended
  return (await findBuildings(ctx, [buildingId]))(buildingId, '/grants/resident/fromUnitId')
}

/**
 * Proves that every building and unit named is of the org.
 * @throws DomainError `unsupported_mode`, `unknown_role`, `building_not_in_org`, `unit_not_in_building`, or
 * `invalid_request` for times that cannot be
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
  const userId = await findUser(ctx, identity.email)
  const named = [...buildingAssignments.map(({ buildingId }) => buildingId), resident?.buildingId]
  const building = await findBuildings(
    ctx,
    named.filter((id) => id !== undefined),
  )
  const assignments = await Promise.all(
    buildingAssignments.map(async ({ buildingId, type, ...times }, index) => {
      const at = `/grants/buildingAssignments/${index}`
      const there = building(buildingId, `${at}/buildingId`)
      return { ...there, type, times: timesFrom(await timesIn(ctx.deps.db, there.building, times, at), now, at) }
    }),
  )
  const home = resident && building(resident.buildingId, '/grants/resident/buildingId')
  const placed = resident && home && (await placeResident(ctx, resident, home))
  return {
    identity,
    ifEmailExists: mode.ifEmailExists,
    roles,
    assignments: onceEach(assignments),
    resident: placed,
    movedFrom: await findLeft(ctx, placed, userId),
    userId,
  }
}
