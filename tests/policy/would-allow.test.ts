import { wouldAllow } from '@latchkey/authz/policy/reasons'
import type { QuestionFacts, SubjectFacts } from '@latchkey/authz/policy/types'
import { AssignmentTypeName, type PossibleGrant } from '@latchkey/shared/authz/contract'
import { PERMISSION_KEYS, type PermissionKey, ROLE_KEYS } from '@latchkey/shared/permissions'
import { describe, expect, it } from 'vitest'
import { assigned, decide, living, RESOURCES, type ResourceName } from './facts.ts'
import { cases } from './worlds.ts'

const EXPECTED: [key: PermissionKey, resource: ResourceName, grants: string][] = [
  ['units.read', 'own building', 'role org_admin admin viewer, ALLOW, BUILDING_ADMIN MANAGER STAFF'],
  ['units.write', 'own building', 'role org_admin admin, ALLOW, BUILDING_ADMIN'],
  ['units.basic.read', 'own building', 'role org_admin admin viewer, ALLOW, BUILDING_ADMIN MANAGER STAFF, occupancy'],
  ['buildings.write', 'org', 'role org_admin admin, ALLOW'],
  ['units.basic.read', 'org', 'role org_admin admin viewer, ALLOW'],
  ['users.read', 'org', 'role org_admin admin viewer, ALLOW'],
  ['roles.assign', 'org', 'role org_admin, ALLOW'],
  ['roles.assign', 'own building', ''],
]

const inWords = (grant: PossibleGrant): string => {
  switch (grant.grant) {
    case 'role':
      return ['role', ...grant.roleKeys].join(' ')
    case 'override':
      return grant.effect
    case 'assignment':
      return grant.types.join(' ')
    case 'occupancy':
      return 'occupancy'
    case 'scheduled':
      return `from ${grant.startsAt}`
  }
}

describe('what would allow', () => {
  it.each(EXPECTED)('%s on the %s: %s', (key, resource, grants) => {
    expect(wouldAllow(key, RESOURCES[resource]).map(inWords).join(', ')).toBe(grants)
  })
})

/** Each single grant there is, named as wouldAllow names it. */
const GRANTS: [name: string, give: (facts: SubjectFacts, buildingId: string) => Partial<SubjectFacts>][] = [
  ...ROLE_KEYS.map((role): (typeof GRANTS)[number] => [role, () => ({ roleKeys: [role] })]),
  ...AssignmentTypeName.options.map((type): (typeof GRANTS)[number] => [
    type,
    (facts, buildingId) => ({ assignments: [...facts.assignments, assigned(type, buildingId)] }),
  ]),
  ['occupancy', (facts, buildingId) => ({ occupancies: [...facts.occupancies, living(buildingId)] })],
]

const allows = (key: PermissionKey, { subject, resource }: QuestionFacts, grants: Partial<SubjectFacts>): boolean =>
  decide(key, { subject: { ...subject, ...grants }, resource }).decision

describe.each(PERMISSION_KEYS)('of people without a grant of %s', (key) => {
  const refused = cases(7, 500, [key]).flatMap(({ facts }) => {
    const { reason } = decide(key, facts).context
    return reason.code === 'no_grant' ? [{ facts, named: reason.wouldAllow.map(inWords).join(' ').split(/[ ,]+/) }] : []
  })

  it('each grant that wouldAllow names permits, and each other one does not', () => {
    expect(refused.length, key).toBeGreaterThan(0)
    for (const { facts, named } of refused) {
      const buildingId = facts.resource?.id ?? ''
      for (const [name, give] of GRANTS) {
        const permitted = allows(key, facts, give(facts.subject, buildingId))
        expect(permitted, `${name} for ${JSON.stringify({ key, facts })}`).toBe(named.includes(name))
      }
      expect(allows(key, facts, { allow: [key] }), key).toBe(named.includes('ALLOW'))
    }
  })
})
