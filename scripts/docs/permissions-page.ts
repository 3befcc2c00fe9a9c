import { abilityOf, permitOf } from '@latchkey/authz/policy/ability'
import type { Resource, SubjectFacts } from '@latchkey/authz/policy/types'
import { AssignmentTypeName } from '@latchkey/shared/authz/contract'
import { PERMISSION_KEYS, PERMISSIONS, type PermissionKey, ROLE_KEYS } from '@latchkey/shared/permissions'

export const PERMISSIONS_PAGE = 'docs/permissions.md'

const ORG = 'the org'
const BUILDING = 'the building'
const RESOURCES: Record<Resource['type'], Resource> = {
  org: { type: 'org', id: ORG },
  building: { type: 'building', orgId: ORG, id: BUILDING },
}

/** The ability of somebody with these grants and no other. */
const abilityWith = (grants: Pick<Partial<SubjectFacts>, 'roleKeys' | 'assignments' | 'occupancies'>) =>
  abilityOf({
    asOf: 0,
    orgId: ORG,
    id: 'somebody',
    status: 'ACTIVE',
    version: 1,
    roleKeys: [],
    allow: [],
    deny: [],
    assignments: [],
    occupancies: [],
    ...grants,
  })

/** Each single grant, by its name, and what it allows: the columns of the page. */
const ABILITIES = new Map([
  ...ROLE_KEYS.map((role) => [role, abilityWith({ roleKeys: [role] })] as const),
  ...AssignmentTypeName.options.map(
    (type) => [type, abilityWith({ assignments: [{ id: type, buildingId: BUILDING, type }] })] as const,
  ),
  ['resident', abilityWith({ occupancies: [{ id: 'a home', buildingId: BUILDING }] })],
])

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

const keyRow = (key: PermissionKey): string => {
  const { description, resource, access } = PERMISSIONS[key]
  const marks = [...ABILITIES.values()].map((ability) => (permitOf(ability, key, RESOURCES[resource]) ? '✓' : '–'))
  return row([`\`${key}\``, description, resource, access, ...marks])
}

/** The page docs/permissions.md, whole: the policy is asked about every key and every grant. */
export function permissionsPage(): string {
  const header = ['key', 'what it allows', 'asked on', 'access', ...ABILITIES.keys()]
  return `${[
    '# Permissions',
    '',
    'Written by `pnpm write:docs`, which asks the policy in `services/authz/src/policy`. Do not edit it here.',
    '',
    row(header),
    row(header.map(() => '---')),
    ...PERMISSION_KEYS.map(keyRow),
    '',
    'Roles count in the whole organisation, the columns behind them in the one building somebody is assigned to or',
    'lives in. An ALLOW override adds a key to the global permissions of one user; a DENY takes it out of them, and',
    'takes away no assignment and no occupancy.',
  ].join('\n')}\n`
}
