import type { OverrideEffect } from '@latchkey/shared/db/generated/enums'
import { DomainError, invalid } from '@latchkey/shared/errors'
import { isPermissionKey, PERMISSION_KEYS, type PermissionKey } from '@latchkey/shared/permissions'
import { continuing, isCounting, isCut, isExtended, type Times, timesFrom } from '../access/grant-times.ts'
import type { Overrides, ReplaceOverrides } from './schema.ts'

export interface Override extends Times {
  readonly effect: OverrideEffect
  readonly reason: string | null
}

/** The overrides of a user, those ahead included: at most one for each key. */
export type OverrideGrants = ReadonlyMap<PermissionKey, Override>

/** Those of the rows whose keys are of the catalogue. */
export const overrideGrantsOf = (rows: readonly (Override & { readonly permissionKey: string })[]): OverrideGrants =>
  new Map(
    rows.flatMap(({ permissionKey: key, effect, startsAt, endsAt, reason }): [PermissionKey, Override][] =>
      isPermissionKey(key) ? [[key, { effect, startsAt, endsAt, reason }]] : [],
    ),
  )

/** Those that count now. */
export const countingOverrides = (overrides: OverrideGrants, now: Date): OverrideGrants =>
  new Map([...overrides].filter(([, override]) => isCounting(override, now)))

/** In the order of the catalogue. */
export const toOverrides = (overrides: OverrideGrants): Overrides['overrides'] =>
  PERMISSION_KEYS.flatMap((permissionKey) => {
    const override = overrides.get(permissionKey)
    if (override === undefined) return []
    const { reason, ...shown } = override
    return [{ permissionKey, ...shown, ...(reason !== null && { reason }) }]
  })

/**
 * The overrides that a body names, with their times as of now.
 * @throws DomainError `unknown_permission`, or `invalid_request` for a key named twice or for times that cannot be
 */
export function parseOverrides({ overrides }: ReplaceOverrides, now: Date, held: OverrideGrants): OverrideGrants {
  const parsed = new Map<PermissionKey, Override>()
  overrides.forEach(({ permissionKey, effect, reason = null, ...named }, index) => {
    const at = `/overrides/${index}`
    const pointer = `${at}/permissionKey`
    if (!isPermissionKey(permissionKey)) {
      const errors = [{ pointer, message: `unknown permission ${permissionKey}` }]
      throw new DomainError('unknown_permission', { errors })
    }
    if (parsed.has(permissionKey)) throw invalid(pointer, 'is named twice')
    const before = held.get(permissionKey)
    const times = continuing(before?.effect === effect ? before : undefined, timesFrom(named, now, at), now)
    parsed.set(permissionKey, { effect, reason, ...times })
  })
  return parsed
}

const textOf = (override: Override | undefined): string => JSON.stringify(override ?? null)

/** The keys whose override differs. */
export const changedKeys = (before: OverrideGrants, after: OverrideGrants): PermissionKey[] =>
  PERMISSION_KEYS.filter((key) => {
    const [one, other] = [before.get(key), after.get(key)]
    return one?.effect !== other?.effect || textOf(one && asShown(one)) !== textOf(other && asShown(other))
  })

const asShown = ({ effect, startsAt, endsAt, reason }: Override): Override => ({ effect, startsAt, endsAt, reason })

const comes = (effect: OverrideEffect, before: Override | undefined, after: Override | undefined, now: Date): boolean =>
  after?.effect === effect && (before?.effect !== effect || isExtended(before, after, now))

const goes = (effect: OverrideEffect, before: Override | undefined, after: Override | undefined, now: Date): boolean =>
  before?.effect === effect && (after?.effect !== effect || isCut(before, after, now))

/**
 * What a change gives: an ALLOW that is new or lasts longer, until its end; and a DENY that is lifted or cut, for a role
 * may hold the key behind it.
 */
export const givenBy = (before: OverrideGrants, after: OverrideGrants, now: Date) =>
  PERMISSION_KEYS.flatMap((key): { key: PermissionKey; endsAt: Date | null | undefined }[] => {
    const [one, other] = [before.get(key), after.get(key)]
    if (comes('ALLOW', one, other, now)) return [{ key, endsAt: other?.endsAt }]
    return goes('DENY', one, other, now) ? [{ key, endsAt: undefined }] : []
  })

/** What a change takes: an ALLOW that goes or is cut, and a DENY that comes or lasts longer. */
export const takenBy = (before: OverrideGrants, after: OverrideGrants, now: Date): PermissionKey[] =>
  PERMISSION_KEYS.filter((key) => {
    const [one, other] = [before.get(key), after.get(key)]
    return goes('ALLOW', one, other, now) || comes('DENY', one, other, now)
  })
