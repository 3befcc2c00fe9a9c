import { DomainError } from '../errors.ts'
import type { PermissionKey } from '../permissions.ts'
import type { Decision } from './contract.ts'

/**
 * What a denial of the key means to whoever made the request: the PDP may know of a change that came after our own look.
 */
export const refusalOf = ({ context }: Decision, permission: PermissionKey): DomainError => {
  switch (context.reason.code) {
    case 'resource_not_in_org':
      return new DomainError('not_found')
    case 'subject_inactive':
    case 'subject_unknown':
      return new DomainError('unauthorized')
    default:
      return new DomainError('forbidden', { permission })
  }
}
