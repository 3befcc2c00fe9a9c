import * as decide from '@latchkey/authz/decide'
import { AssignmentTypeName } from '@latchkey/shared/authz/contract'
import { PERMISSION_KEYS, ROLE_KEYS } from '@latchkey/shared/permissions'

type Decide = Pick<typeof decide, 'evaluatorOf' | 'createEvaluate'>

/** A policy and the names it knows. Those of another time may have others: it is asked about them, too. */
export interface Policy extends Decide {
  readonly keys: readonly string[]
  readonly roleKeys: readonly string[]
  readonly types: readonly string[]
}

/** The policy of the files at hand. */
export const PRESENT: Policy = {
  evaluatorOf: decide.evaluatorOf,
  createEvaluate: decide.createEvaluate,
  keys: PERMISSION_KEYS,
  roleKeys: ROLE_KEYS,
  types: AssignmentTypeName.options,
}
