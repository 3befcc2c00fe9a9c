import { constraintOf, NAMED_BUILDING_GONE } from '@latchkey/shared/db/errors'
import { inPreparedTransaction } from '@latchkey/shared/db/transaction'
import { DomainError } from '@latchkey/shared/errors'
import { statusOf } from '@latchkey/shared/problem'
import type { SelfCtx } from '../access/context.ts'
import { type Credential, credentialOf } from '../credentials/credential.ts'
import { apply, PlanOutdated } from './apply.ts'
import { type Plan, planOf } from './plan.ts'
import { permitPlan } from './rights.ts'
import type { Provision, Provisioned } from './schema.ts'

/** Each time somebody else has changed the same user meanwhile, so that there is progress all the same. */
const ATTEMPTS = 50

/** Somebody else moved or created the user since the plan was made. */
const isOutdated = (error: unknown): boolean =>
  error instanceof PlanOutdated || constraintOf(error) === 'users_org_id_email_key'

/** Made before the transaction, for hashing takes time; nothing when the user exists or none was given. */
async function prepareCredential(
  { deps, principal }: SelfCtx,
  { identity, userId }: Plan,
): Promise<Credential | undefined> {
  const { password, sendInvite } = identity
  if (userId !== undefined || (password === undefined && sendInvite !== true)) return undefined
  return credentialOf(deps.passwords, principal.id, identity, '/identity/password')
}

/** Whether the caller may still do what was done before. @throws DomainError of status 403, or what authz throws */
export async function mayProvision(ctx: SelfCtx, input: Provision): Promise<void> {
  await permitPlan(ctx, await planOf(ctx, input)).catch((error: unknown) => {
    // Whatever else has changed since: the answer that is kept tells what was done.
    if (!(error instanceof DomainError) || statusOf(error.code) >= 500 || statusOf(error.code) === 403) throw error
  })
}

/**
 * Creates or links a user and applies roles, assignments and an occupancy: all of it in one transaction, or nothing.
 * The same call again, also at the same moment, makes nothing twice.
 * @throws DomainError: what `planOf`, `permitPlan` and `credentialOf` throw, then `credential_required`, `email_exists`,
 * `user_disabled`, `unit_occupied`, `from_unit_not_occupied` or `ambiguous_move`
 */
export async function provision(ctx: SelfCtx, input: Provision): Promise<Provisioned> {
  let credential: Credential | undefined
  const permittedPlan = async () => {
    const plan = await permitPlan(ctx, await planOf(ctx, input))
    credential ??= await prepareCredential(ctx, plan)
    return plan
  }
  return inPreparedTransaction(ctx.deps.db, permittedPlan, (tx, plan) => apply(tx, ctx, plan, credential), {
    refused: NAMED_BUILDING_GONE,
    retryOn: isOutdated,
    attempts: ATTEMPTS,
  })
}
