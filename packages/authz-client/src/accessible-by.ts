import type { Abilities, BuildingConditions } from '@latchkey/shared/authz/contract'
import type { BuildingPermissionKey, PermissionKey } from '@latchkey/shared/permissions'

/** Thrown for a denial, and for a list filter that would match no building. */
export class AccessDeniedError extends Error {
  override readonly name = 'AccessDeniedError'
  readonly permission: PermissionKey

  constructor(permission: PermissionKey) {
    super(`${permission} is not allowed`)
    this.permission = permission
  }
}

/** An absent condition has no property at all, rather than one that is undefined. */
type Exact<Conditions> = Conditions extends unknown
  ? { [Member in keyof Conditions]: Exclude<Conditions[Member], undefined> }
  : never

/** The buildings that meet one of the conditions; in the form of a Prisma `where`. It is never empty. */
export interface BuildingFilter {
  OR: Exact<BuildingConditions>[]
}

/**
 * The buildings on which a key holds, for a list. Where it holds on none this throws: an empty OR that meets another
 * condition is dropped by Prisma, and every row would be found.
 * @throws AccessDeniedError
 */
export function accessibleBy({ rules }: Pick<Abilities, 'rules'>, key: BuildingPermissionKey): BuildingFilter {
  const holding = rules.filter(([actions, subject]) => subject === 'Building' && actions.split(',').includes(key))
  if (holding.length === 0) throw new AccessDeniedError(key)
  // safe because the rules of buildings have conditions of buildings
  return { OR: holding.map(([, , conditions]) => conditions as Exact<BuildingConditions>) }
}
