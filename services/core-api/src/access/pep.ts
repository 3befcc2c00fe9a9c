import type { AccessRequest, AuthzClient, ResourceRef } from '@latchkey/authz-client'
import type { Decision } from '@latchkey/shared/authz/contract'
import { refusalOf } from '@latchkey/shared/authz/refusal'
import { DomainError } from '@latchkey/shared/errors'
import type { BuildingPermissionKey, OrgPermissionKey, PermissionKey } from '@latchkey/shared/permissions'
import type { OwnedBuilding, OwnedOrg } from './owned.ts'
import type { Principal } from './principal.ts'

declare const permits: unique symbol

/** Proof that authz said yes to this key, for the resource it travels with. Only this file makes one. */
export interface Permit<Key extends PermissionKey> {
  readonly [permits]: Key
  /** When the last of the grants ends that permit it; null: one of them has no end. */
  readonly until: Date | null
}

/** That something is permitted, and until when; null: without end. */
type Permitted = Pick<Permit<PermissionKey>, 'until'>

/** The keys required on the org; buildings.write too, for a building that does not exist yet is created in its org. */
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
  /**
   * The answers to several questions, in their order, by one request; undefined where it is denied.
   * @throws DomainError `authorization_unavailable`, `unauthorized`, or that of a question about something that is gone
   */
  permits(principal: Principal, asked: readonly Ask[]): Promise<(Permitted | undefined)[]>
}

declare const asks: unique symbol

/** One question, about something that was proved to be of the caller's org. */
export interface Ask {
  readonly [asks]: true
  readonly key: PermissionKey
  readonly resource: ResourceRef
  /** The error when authz no longer finds the resource. */
  readonly whenGone: DomainError
}

const NOT_FOUND = new DomainError('not_found')

// safe because the two makers below take nothing but owned resources
const ask = (key: PermissionKey, resource: ResourceRef, whenGone = NOT_FOUND) => ({ key, resource, whenGone }) as Ask

/** Whether the key is among the caller's global permissions. */
export const askOnOrg = (key: PermissionKey, { id }: OwnedOrg): Ask => ask(key, { type: 'org', id })
export const askOnBuilding = (key: BuildingPermissionKey, { id }: OwnedBuilding, whenGone?: DomainError): Ask =>
  ask(key, { type: 'building', id }, whenGone)

const untilOf = ({ context: { permittedUntil } }: Decision & { readonly decision: true }): Date | null =>
  permittedUntil === undefined ? null : new Date(permittedUntil)

/** A denial is undefined; a subject or resource that authz no longer finds is answered like an absent one. */
const permittedBy = (decision: Decision, { key, whenGone }: Ask): Permitted | undefined => {
  if (decision.decision === true) return { until: untilOf(decision) }
  const refusal = refusalOf(decision, key)
  if (refusal.code === 'forbidden') return undefined
  throw refusal.code === 'not_found' ? whenGone : refusal
}

export function createPep(authz: AuthzClient, requestId: string): Pep {
  const questionOf = ({ id, authzVersion, orgVersion }: Principal, { key, resource }: Ask): AccessRequest => ({
    subject: { type: 'user', id },
    action: { name: key },
    resource,
    context: { atLeast: authzVersion, orgAtLeast: orgVersion },
  })
  const require = async <Key extends PermissionKey>(principal: Principal, asked: Ask): Promise<Permit<Key>> => {
    const decision = await authz.check(questionOf(principal, asked), { requestId })
    if (decision.decision !== true) throw refusalOf(decision, asked.key)
    // safe because authz has just permitted this key
    return { until: untilOf(decision) } as Permit<Key>
  }
  return {
    requireOnOrg: (principal, key, org) => require(principal, askOnOrg(key, org)),
    requireOnBuilding: (principal, key, building) => require(principal, askOnBuilding(key, building)),
    permits: async (principal, asked) => {
      const questions = asked.map((one) => questionOf(principal, one))
      const decisions = await authz.checkAll(questions, { requestId })
      return asked.map((one, at) => {
        const decision = decisions[at]
        return decision && permittedBy(decision, one)
      })
    },
  }
}
