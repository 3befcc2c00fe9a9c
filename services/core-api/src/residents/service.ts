import { inTransaction } from '@latchkey/shared/db/transaction'
import type { BuildingCtx } from '../access/context.ts'
import { credentialOf, shownPassword } from '../credentials/credential.ts'
import { afterId, type Page, rowsOf, toPage } from '../http/page.ts'
import { listIn, periodOf, startOccupancy } from '../occupancies/store.ts'
import { assertUnitOf } from '../units/store.ts'
import { insertUser } from '../users/store.ts'
import type { CreatedResident, CreateResident, Resident } from './schema.ts'

/** Who lives in the building now. */
export async function listResidents({ deps, building }: BuildingCtx<'occupancy.read'>, page: Page) {
  const rows = await listIn(deps.db, building, { status: 'ACTIVE', after: afterId(page), limit: rowsOf(page) })
  return toPage(rows, page, ({ id: occupancyId, residentUserId: userId, unit, resident, ...row }): Resident => {
    const { name, email, status } = resident
    return { userId, name, email, status, unit, occupancyId, startAt: row.startAt, plannedEndAt: row.plannedEndAt }
  })
}

/**
 * Creates a person and their occupancy together, or neither.
 * @throws DomainError `unit_not_in_building`, `email_exists`, `unit_occupied`, or what `periodOf` and `credentialOf` throw
 */
export async function createResident(
  ctx: BuildingCtx<'occupancy.write'>,
  input: CreateResident,
): Promise<CreatedResident> {
  const { email, name, unitId } = input
  const { orgId, id: buildingId } = ctx.building
  const period = await periodOf(ctx.deps.db, ctx.building, input)
  await assertUnitOf(ctx.deps.db, ctx.building, unitId)
  const credential = await credentialOf(ctx.deps.passwords, ctx.principal.id, input, '/password')
  return inTransaction(ctx.deps.db, async (tx) => {
    const { user, invite } = await insertUser(tx, ctx, { orgId, email, name }, credential)
    const start = { orgId, buildingId, unitId, residentUserId: user.id, ...period }
    const { id: occupancyId, unit } = await startOccupancy(tx, ctx, start)
    const { id: userId, status, mustChangePassword } = user
    const made = { userId, email, name, status, buildingId, unit, occupancyId, mustChangePassword }
    return { ...made, ...shownPassword(credential), ...(invite && { invite }) }
  })
}
