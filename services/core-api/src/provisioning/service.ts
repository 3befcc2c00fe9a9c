import { NAMED_BUILDING_GONE } from '@latchkey/shared/db/errors'
import { inTransaction } from '@latchkey/shared/db/transaction'
import { DomainError } from '@latchkey/shared/errors'
import type { SelfCtx } from '../access/context.ts'
import { type Credential, credentialOf } from '../credentials/credential.ts'
import { apply, PlanOutdated } from './apply.ts'
import { type Plan, planOf } from './plan.ts'
import { assertMayProvision } from './rights.ts'
import type { Provision, Provisioned } from './schema.ts'

/** Each time somebody else has moved the person meanwhile, so that there is progress all the same. */
const ATTEMPTS = 50

/** Made before the transaction, for hashing takes time; nothing when the person exists or none was given. */
async function prepareCredential({ identity, personId }: Plan): Promise<Credential | undefined> {
  const { password, sendInvite } = identity
  if (personId !== undefined || (password === undefined && sendInvite !== true)) return undefined
  return credentialOf(identity, '/identity/password')
}

/**
 * Creates or links a user and applies roles, assignments and an occupancy: all of it in one transaction, or nothing.
 * The same call again, also at the same moment, makes nothing twice.
 * @throws DomainError: what `planOf` and `assertMayProvision` throw, then `credential_required`, `weak_password`,
 * `email_exists`, `user_disabled`, `unit_occupied`, `from_unit_not_occupied` or `ambiguous_move`
 */
export async function provision(ctx: SelfCtx, input: Provision): Promise<Provisioned> {
  for (let attempt = 1; ; attempt += 1) {
    const plan = await planOf(ctx, input)
    await assertMayProvision(ctx, plan)
    const credential = await prepareCredential(plan)
    try {
      return await inTransaction(ctx.deps.db, (tx) => apply(tx, ctx, plan, credential), NAMED_BUILDING_GONE)
    } catch (error) {
      if (!(error instanceof PlanOutdated)) throw error
      if (attempt === ATTEMPTS) throw new DomainError('unavailable', { cause: error })
    }
  }
}
