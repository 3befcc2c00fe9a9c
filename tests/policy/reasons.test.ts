import type { SubjectFacts } from '@latchkey/authz/policy/types'
import { describe, expect, it } from 'vitest'
import { assigned, decide, living, person, RESOURCES } from './facts.ts'

const resource = RESOURCES['own building']
const reasonOf = (subject: SubjectFacts) => decide('units.basic.read', { subject, resource }).context.reason

/** Every grant of the key at once; the tests take them away one after another, the strongest first. */
const EVERYTHING = {
  roleKeys: ['viewer', 'admin', 'org_admin'],
  allow: ['units.basic.read'],
  assignments: [assigned('STAFF'), assigned('MANAGER'), assigned('BUILDING_ADMIN')],
  occupancies: [living()],
}

const STEPS: [name: string, grants: Partial<SubjectFacts>, reason: object][] = [
  ['the highest role', {}, { code: 'global_permission', via: { role: 'org_admin' } }],
  ['the next role', { roleKeys: ['viewer', 'admin'] }, { code: 'global_permission', via: { role: 'admin' } }],
  ['the lowest role', { roleKeys: ['viewer'] }, { code: 'global_permission', via: { role: 'viewer' } }],
  ['an ALLOW', { roleKeys: [] }, { code: 'global_permission', via: { override: 'ALLOW' } }],
  [
    'the highest assignment',
    { roleKeys: [], allow: [] },
    { code: 'building_assignment', type: 'BUILDING_ADMIN', assignmentId: assigned('BUILDING_ADMIN').id },
  ],
  [
    'the next assignment',
    { roleKeys: [], allow: [], assignments: [assigned('STAFF'), assigned('MANAGER')] },
    { code: 'building_assignment', type: 'MANAGER', assignmentId: assigned('MANAGER').id },
  ],
  [
    'the lowest assignment',
    { roleKeys: [], allow: [], assignments: [assigned('STAFF')] },
    { code: 'building_assignment', type: 'STAFF', assignmentId: assigned('STAFF').id },
  ],
  ['an occupancy', { roleKeys: [], allow: [], assignments: [] }, { code: 'occupancy', occupancyId: living().id }],
]

describe('a permit is given by', () => {
  it.each(STEPS)('%s, when nothing stronger is held', (_, grants, reason) => {
    expect(reasonOf(person({ ...EVERYTHING, ...grants }))).toEqual(reason)
  })

  it('a role that holds the key, never by a higher one that does not', () => {
    const subject = person({ roleKeys: ['admin', 'org_admin'] })
    const { reason } = decide('roles.assign', { subject, resource: RESOURCES.org }).context
    expect(reason).toEqual({ code: 'global_permission', via: { role: 'org_admin' } })
  })

  it('the assignment to the building that was asked about', () => {
    const subject = person({ assignments: [assigned('BUILDING_ADMIN', 'elsewhere'), assigned('STAFF')] })
    expect(reasonOf(subject)).toMatchObject({ assignmentId: assigned('STAFF').id })
  })
})

describe('a DENY', () => {
  const deny = ['units.basic.read']

  it('is the reason when no grant is left, also over an ALLOW', () => {
    expect(reasonOf(person({ roleKeys: ['org_admin'], deny }))).toEqual({ code: 'denied_by_override' })
    expect(reasonOf(person({ allow: deny, deny }))).toEqual({ code: 'denied_by_override' })
    expect(reasonOf(person({ deny }))).toEqual({ code: 'denied_by_override' })
  })

  it('of another key is not the reason', () => {
    expect(reasonOf(person({ deny: ['units.read'] }))).toMatchObject({ code: 'no_grant' })
  })

  it('leaves assignment and occupancy as they are', () => {
    expect(reasonOf(person({ ...EVERYTHING, deny }))).toMatchObject({ code: 'building_assignment' })
    expect(reasonOf(person({ ...EVERYTHING, assignments: [], deny }))).toMatchObject({ code: 'occupancy' })
  })

  it('of an org key is not what keeps it from a building', () => {
    const subject = person({ roleKeys: ['org_admin'], deny: ['users.read'] })
    const { reason } = decide('users.read', { subject, resource }).context
    expect(reason).toEqual({ code: 'no_grant', wouldAllow: [] })
    expect(decide('users.read', { subject, resource: RESOURCES.org }).context.reason.code).toBe('denied_by_override')
  })
})

describe('denials are looked for in this order', () => {
  const disabled = person({ status: 'DISABLED', roleKeys: ['org_admin'] })

  it('an unknown subject before everything that could be said of one', () => {
    expect(decide('units.read', undefined)).toEqual({
      decision: false,
      context: { reason: { code: 'subject_unknown' }, version: 0, policy: expect.any(String) },
    })
  })

  it('an inactive subject before a resource that is not there', () => {
    expect(decide('units.read', { subject: disabled, resource: undefined }).context).toEqual({
      reason: { code: 'subject_inactive' },
      version: disabled.version,
      policy: expect.any(String),
    })
  })

  it('a resource that is not there before a DENY', () => {
    const subject = person({ deny: ['units.read'] })
    expect(decide('units.read', { subject, resource: undefined }).context.reason.code).toBe('resource_not_in_org')
  })
})
