import type { SubjectFacts } from '@latchkey/authz/policy/types'
import { ahead, assigned, living, person, TOMORROW } from './facts.ts'

const DENY = ['units.write', 'units.basic.read', 'users.read']
/** What each person of the matrix holds. An ended occupancy is no fact: a former resident holds nothing. */
export const PERSONAS: Record<string, SubjectFacts> = {
  nobody: person(),
  resident: person({ occupancies: [living()] }),
  'former resident': person({ occupancies: [] }),
  STAFF: person({ assignments: [assigned('STAFF')] }),
  MANAGER: person({ assignments: [assigned('MANAGER')] }),
  BUILDING_ADMIN: person({ assignments: [assigned('BUILDING_ADMIN')] }),
  viewer: person({ roleKeys: ['viewer'] }),
  admin: person({ roleKeys: ['admin'] }),
  org_admin: person({ roleKeys: ['org_admin'] }),
  'viewer and admin': person({ roleKeys: ['viewer', 'admin'] }),
  'viewer and BUILDING_ADMIN': person({ roleKeys: ['viewer'], assignments: [assigned('BUILDING_ADMIN')] }),
  'unknown role': person({ roleKeys: ['landlord'] }),
  'ALLOW units.write': person({ allow: ['units.write'] }),
  'ALLOW users.read': person({ allow: ['users.read'] }),
  'viewer, ALLOW units.write': person({ roleKeys: ['viewer'], allow: ['units.write'] }),
  'STAFF, ALLOW units.write': person({ assignments: [assigned('STAFF')], allow: ['units.write'] }),
  'org_admin, DENY': person({ roleKeys: ['org_admin'], deny: DENY }),
  'BUILDING_ADMIN, DENY': person({ assignments: [assigned('BUILDING_ADMIN')], deny: DENY }),
  'org_admin and BUILDING_ADMIN, DENY': person({
    roleKeys: ['org_admin'],
    assignments: [assigned('BUILDING_ADMIN')],
    deny: DENY,
  }),
  'resident, DENY': person({ occupancies: [living()], deny: DENY }),
  'MANAGER, viewer and resident from tomorrow': person({
    ahead: [
      ahead('assignment', 'an assignment', 'MANAGER'),
      ahead('role', 'viewer'),
      ahead('occupancy', 'a flat in the own building'),
    ],
  }),
  'MANAGER until tomorrow': person({ assignments: [{ ...assigned('MANAGER'), endsAt: TOMORROW }] }),
  'STAFF, BUILDING_ADMIN from tomorrow': person({
    assignments: [assigned('STAFF')],
    ahead: [ahead('assignment', 'an assignment', 'BUILDING_ADMIN')],
  }),
  'disabled org_admin': person({ status: 'DISABLED', roleKeys: ['org_admin'] }),
  'disabled resident': person({ status: 'DISABLED', occupancies: [living()] }),
  'invited BUILDING_ADMIN': person({ status: 'INVITED', assignments: [assigned('BUILDING_ADMIN')] }),
  'invited, ALLOW units.write': person({ status: 'INVITED', allow: ['units.write'] }),
}
