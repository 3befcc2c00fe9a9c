import {
  PERMISSION_KEYS,
  PERMISSIONS,
  type PermissionKey,
  ROLE_KEYS,
  ROLES,
  type RoleKey,
} from '@latchkey/shared/permissions'

export const PERMISSIONS_PAGE = 'docs/permissions.md'

const mark = (holds: boolean): string => (holds ? '✓' : '–')

const roleHolds = (role: RoleKey, key: PermissionKey): boolean => {
  const held: readonly PermissionKey[] = ROLES[role].permissionKeys
  return held.includes(key)
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

/** Roles are columns; what a building grants by itself follows from the key's resource, access and residents. */
const keyRow = (key: PermissionKey): string => {
  const { description, resource, access, residents } = PERMISSIONS[key]
  const isInBuilding = resource === 'building'
  const isRead = access === 'read'
  return row([
    `\`${key}\``,
    description,
    resource,
    access,
    ...ROLE_KEYS.map((role) => mark(roleHolds(role, key))),
    mark(isInBuilding && isRead),
    mark(isInBuilding),
    mark(residents),
  ])
}

/** The page docs/permissions.md, whole. */
export function permissionsPage(): string {
  const header = [
    'key',
    'what it allows',
    'asked on',
    'access',
    ...ROLE_KEYS,
    'STAFF, MANAGER',
    'BUILDING_ADMIN',
    'resident',
  ]
  return `${[
    '# Permissions',
    '',
    'Written by `pnpm write:docs` from `packages/shared/src/permissions.ts`. Do not edit it here.',
    '',
    row(header),
    row(header.map(() => '---')),
    ...PERMISSION_KEYS.map(keyRow),
    '',
    'Roles count in the whole organisation, the last three columns in the one building somebody is assigned to or',
    'lives in. An ALLOW override adds a key to the global permissions of one user; a DENY takes it out of them, and',
    'takes away no assignment and no occupancy.',
  ].join('\n')}\n`
}
