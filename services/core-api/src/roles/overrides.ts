import type { OverrideEffect } from '@latchkey/shared/db/generated/enums'
import { DomainError, invalid } from '@latchkey/shared/errors'
import { isPermissionKey, PERMISSION_KEYS, type PermissionKey } from '@latchkey/shared/permissions'
import type { Overrides, ReplaceOverrides } from './schema.ts'

/** The overrides of a user: at most one effect for each key. */
export type Effects = ReadonlyMap<PermissionKey, OverrideEffect>

/** In the order of the catalogue. */
export const toOverrides = (effects: Effects): Overrides['overrides'] =>
  PERMISSION_KEYS.flatMap((permissionKey) => {
    const effect = effects.get(permissionKey)
    return effect === undefined ? [] : [{ permissionKey, effect }]
  })

/** @throws DomainError `unknown_permission`, or `invalid_request` for a key named twice */
export function parseOverrides({ overrides }: ReplaceOverrides): Effects {
  const effects = new Map<PermissionKey, OverrideEffect>()
  overrides.forEach(({ permissionKey, effect }, index) => {
    const pointer = `/overrides/${index}/permissionKey`
    if (!isPermissionKey(permissionKey)) {
      const errors = [{ pointer, message: `unknown permission ${permissionKey}` }]
      throw new DomainError('unknown_permission', { errors })
    }
    if (effects.has(permissionKey)) throw invalid(pointer, 'is named twice')
    effects.set(permissionKey, effect)
  })
  return effects
}

/** The keys whose effect differs. */
export const changedKeys = (before: Effects, after: Effects): PermissionKey[] =>
  PERMISSION_KEYS.filter((key) => before.get(key) !== after.get(key))

/** What a change gives: a new ALLOW, and also a DENY that is lifted, for a role may hold the key behind it. */
export const givenBy = (before: Effects, after: Effects): PermissionKey[] =>
  changedKeys(before, after).filter((key) => after.get(key) === 'ALLOW' || before.get(key) === 'DENY')

/** What a change takes: an ALLOW that goes, and a DENY that comes. */
export const takenBy = (before: Effects, after: Effects): PermissionKey[] =>
  changedKeys(before, after).filter((key) => before.get(key) === 'ALLOW' || after.get(key) === 'DENY')
