import { inTransaction } from '@latchkey/shared/db/transaction'
import type { BuildingCtx } from '../access/context.ts'
import { credentialOf, shownPassword } from '../credentials/credential.ts'
import { afterCursor, type Page, pageOrder, toPage } from '../http/page.ts'
import { startOccupancy } from '../occupancies/store.ts'
import { insertUser } from '../users/store.ts'
import type { CreatedResident, CreateResident, Resident } from './schema.ts'

/** Who lives in the building now. */
export async function listResidents({ deps, building }: BuildingCtx<'occupancy.read'>, page: Page) {
  const scope = { orgId: building.orgId, buildingId: building.id, status: 'ACTIVE' } as const
  const rows = await deps.db.occupancy.findMany({
    where: { ...scope, ...afterCursor(page) },
    include: { unit: true, resident: { select: { name: true, email: true, status: true } } },
    ...pageOrder(page),
  })
  return toPage(rows, page, ({ id: occupancyId, residentUserId: userId, unit, resident, startAt }): Resident => {
    return { userId, ...resident, unit, occupancyId, startAt }
  })
}

/**
 * Creates a person and their occupancy together, or neither.
 * @throws DomainError `email_exists`, `unit_not_in_building`, `unit_occupied`, or what `credentialOf` throws
 */
export async function createResident(
  ctx: BuildingCtx<'occupancy.write'>,
  input: CreateResident,
): Promise<CreatedResident> {
  const { email, name, unitId } = input
  const { orgId, id: buildingId } = ctx.building
  const credential = await credentialOf(ctx.deps.passwords, ctx.principal.id, input, '/password')
  return inTransaction(ctx.deps.db, async (tx) => {
    const { user, invite } = await insertUser(tx, ctx, { orgId, email, name }, credential)
    const start = { orgId, buildingId, unitId, residentUserId: user.id, now: ctx.deps.clock() }
    const { id: occupancyId, unit } = await startOccupancy(tx, ctx, start)
    const { id: userId, status, mustChangePassword } = user
    const made = { userId, email, name, status, buildingId, unit, occupancyId, mustChangePassword }
    return { ...made, ...shownPassword(credential), ...(invite && { invite }) }
  })
}
