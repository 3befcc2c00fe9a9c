import { DomainError, invalid } from '@latchkey/shared/errors'
import { isRoleKey, ROLE_KEYS, type RoleKey } from '@latchkey/shared/permissions'
import {
  continuing,
  isCounting,
  isCut,
  isExtended,
  type NamedTimes,
  type Times,
  timesFrom,
} from '../access/grant-times.ts'
import type { NamedRoles } from './schema.ts'

/** The roles of a user, those ahead included, with their times, in the order of the catalogue. */
export type RoleGrants = ReadonlyMap<RoleKey, Times>

/** Those of the catalogue among the rows. */
export const roleGrantsOf = (rows: readonly (Times & { readonly roleKey: string })[]): RoleGrants => {
  const held = new Map(rows.map(({ roleKey, startsAt, endsAt }) => [roleKey, { startsAt, endsAt }]))
  return new Map(
    ROLE_KEYS.flatMap((key) => {
      const times = held.get(key)
      return times === undefined ? [] : [[key, times]]
    }),
  )
}

/** Those that count now. */
export const countingRoles = (grants: RoleGrants, now: Date): RoleKey[] =>
  [...grants].flatMap(([key, times]) => (isCounting(times, now) ? [key] : []))

/** As answers show them. */
export const shownRoles = (grants: RoleGrants) => [...grants].map(([key, times]) => ({ key, ...times }))

/** A role that is to be given, and where in the body it stands. */
type WantedRole = NamedTimes & { readonly pointer: string }

/**
 * The roles that a body names, in either of its forms: by key alone, where one may stand twice, or each with its times.
 * @throws DomainError `unknown_role` that points at each unknown key, or `invalid_request` for a role named twice
 */
export function wantedRoles({ roleKeys = [], roles = [] }: NamedRoles, at = '', ofKeys = 'roleKeys'): WantedRoles {
  const named = [
    ...roleKeys.map((key, index) => ({ key, pointer: `${at}/${ofKeys}/${index}`, keyAt: `${at}/${ofKeys}/${index}` })),
    ...roles.map((role, index) => ({ ...role, pointer: `${at}/roles/${index}`, keyAt: `${at}/roles/${index}/key` })),
  ]
  const errors = named.flatMap(({ key, keyAt }) =>
    isRoleKey(key) ? [] : [{ pointer: keyAt, message: `unknown role ${key}` }],
  )
  if (errors.length > 0) throw new DomainError('unknown_role', { errors })
  const wanted = new Map<RoleKey, WantedRole>()
  for (const { key, keyAt, ...role } of named) {
    if (!isRoleKey(key)) continue
    if (wanted.has(key) && keyAt.endsWith('/key')) throw invalid(keyAt, 'is named twice')
    wanted.set(key, role)
  }
  return wanted
}
export type WantedRoles = ReadonlyMap<RoleKey, WantedRole>

/** With the times that they have when they are given now. @throws DomainError `invalid_request` for times that cannot be */
export const rolesFrom = (wanted: WantedRoles, now: Date): RoleGrants =>
  new Map([...wanted].map(([key, { pointer, ...named }]) => [key, timesFrom(named, now, pointer)]))

/** With the times that they have when they are given to somebody who holds these. */
export const continued = (held: RoleGrants, given: RoleGrants, now: Date): RoleGrants =>
  new Map([...given].map(([key, times]) => [key, continuing(held.get(key), times, now)]))

/** Whether a role with these times is given at all, or for longer than it is held. */
export const isGift = (before: Times | undefined, after: Times, now: Date): boolean =>
  before === undefined || isExtended(before, after, now)

/** Whether any role that is held is cut short by being given with other times. */
export const isAnyCut = (held: RoleGrants, given: RoleGrants, now: Date): boolean =>
  [...given].some(([key, times]) => {
    const before = held.get(key)
    return before !== undefined && isCut(before, times, now)
  })
