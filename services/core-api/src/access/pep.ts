import type { AuthzClient } from '@latchkey/shared/authz/client'
import type { Decision } from '@latchkey/shared/authz/contract'
import { DomainError } from '@latchkey/shared/errors'
import type { BuildingPermissionKey, OrgPermissionKey, PermissionKey } from '@latchkey/shared/permissions'
import type { OwnedBuilding, OwnedOrg } from './owned.ts'
import type { Principal } from './principal.ts'

declare const permits: unique symbol

/** Proof that authz said yes to this key, for the resource it travels with. Only this file makes one. */
export interface Permit<Key extends PermissionKey> {
  readonly [permits]: Key
}

/** A building key asked on the org: a building that does not exist yet is created in its org. */
export type KeyOnOrg = OrgPermissionKey | 'buildings.write'

/** Asks on behalf of one request. */
export interface Pep {
  /** @throws DomainError `forbidden`, `not_found`, `unauthorized` or `authorization_unavailable` */
  requireOnOrg<Key extends KeyOnOrg>(principal: Principal, key: Key, org: OwnedOrg): Promise<Permit<Key>>
  /** @throws DomainError `forbidden`, `not_found`, `unauthorized` or `authorization_unavailable` */
  requireOnBuilding<Key extends BuildingPermissionKey>(
    principal: Principal,
    key: Key,
    building: OwnedBuilding,
  ): Promise<Permit<Key>>
}

/** What a denial means to the caller: the PDP may know of a change that came after our own look at the row. */
const refusal = ({ context }: Decision): DomainError => {
  switch (context.reason.code) {
    case 'resource_not_in_org':
      return new DomainError('not_found')
    case 'subject_inactive':
    case 'subject_unknown':
      return new DomainError('unauthorized')
    default:
      return new DomainError('forbidden')
  }
}

export function createPep(authz: AuthzClient, requestId: string): Pep {
  const require = async <Key extends PermissionKey>(
    principal: Principal,
    key: Key,
    resource: { type: 'org' | 'building'; id: string },
  ): Promise<Permit<Key>> => {
    const subject = { type: 'user', id: principal.id }
    const context = { atLeast: principal.authzVersion }
    const decision = await authz.check({ subject, action: { name: key }, resource, context }, { requestId })
    if (decision.decision !== true) throw refusal(decision)
    // safe because authz has just permitted this key
    return {} as Permit<Key>
  }
  return {
    requireOnOrg: (principal, key, { id }) => require(principal, key, { type: 'org', id }),
    requireOnBuilding: (principal, key, { id }) => require(principal, key, { type: 'building', id }),
  }
}
