/** What the catalogue says of one permission key. */
export interface Permission {
  readonly description: string
  /** What the key is asked on; a unit stands for its building. */
  readonly resource: 'org' | 'building'
  readonly access: 'read' | 'write'
  /** Whether an ACTIVE occupancy in the building grants it. */
  readonly residents: boolean
}

export interface Role<Key extends string = string> {
  readonly name: string
  readonly description: string
  readonly permissionKeys: readonly Key[]
}

const orgRead = { resource: 'org', access: 'read', residents: false } as const
const orgWrite = { resource: 'org', access: 'write', residents: false } as const
const buildingRead = { resource: 'building', access: 'read', residents: false } as const
const buildingWrite = { resource: 'building', access: 'write', residents: false } as const

/** The catalogue: every permission key there is. Guards, OpenAPI, docs/permissions.md and the seed follow from it. */
export const PERMISSIONS = {
  'buildings.read': { ...buildingRead, description: 'See buildings and their details' },
  'buildings.write': { ...buildingWrite, description: 'Create, change and delete buildings' },
  'units.read': { ...buildingRead, description: 'See units with their notes and availability' },
  'units.write': { ...buildingWrite, description: 'Create, change and delete units' },
  'units.basic.read': { ...buildingRead, residents: true, description: 'See the label and floor of units' },
  'building.assignments.read': { ...buildingRead, description: 'See who is assigned to a building' },
  'building.assignments.write': { ...buildingWrite, description: 'Assign users to a building and remove them' },
  'occupancy.read': { ...buildingRead, description: 'See who lives in a building' },
  'occupancy.write': { ...buildingWrite, description: 'Start and end occupancies' },
  'users.read': { ...orgRead, description: 'See the users of the organisation' },
  'users.write': { ...orgWrite, description: 'Create, rename, disable and enable users' },
  'roles.read': { ...orgRead, description: 'See roles, permissions and the overrides of users' },
  'roles.assign': { ...orgWrite, description: 'Give and take roles and permission overrides' },
  'audit.read': { ...orgRead, description: 'Read the audit log' },
} as const satisfies Record<string, Permission>

type Catalogue = typeof PERMISSIONS
export type PermissionKey = keyof Catalogue
type KeysOn<Resource> = { [K in PermissionKey]: Catalogue[K]['resource'] extends Resource ? K : never }[PermissionKey]
export type OrgPermissionKey = KeysOn<'org'>
export type BuildingPermissionKey = KeysOn<'building'>

// safe because PERMISSIONS has exactly the keys of its own type
export const PERMISSION_KEYS = Object.keys(PERMISSIONS) as PermissionKey[]
// safe because exactly these keys are asked on a building
export const BUILDING_KEYS = PERMISSION_KEYS.filter(
  (key) => PERMISSIONS[key].resource === 'building',
) as BuildingPermissionKey[]
const readKeys = PERMISSION_KEYS.filter((key) => PERMISSIONS[key].access === 'read')

/** The seeded roles, the most powerful first. They are system-owned: no org can change what a role means. */
export const ROLES = {
  org_admin: {
    name: 'Organisation admin',
    description: 'May do everything in the organisation',
    permissionKeys: PERMISSION_KEYS,
  },
  admin: {
    name: 'Admin',
    description: 'May do everything but give and take roles',
    permissionKeys: PERMISSION_KEYS.filter((key) => key !== 'roles.assign'),
  },
  viewer: {
    name: 'Viewer',
    description: 'May read everything but the audit log',
    permissionKeys: readKeys.filter((key) => key !== 'audit.read'),
  },
} as const satisfies Record<string, Role<PermissionKey>>

export type RoleKey = keyof typeof ROLES

// safe because ROLES has exactly the keys of its own type
export const ROLE_KEYS = Object.keys(ROLES) as RoleKey[]

/** A key and its place in `PERMISSION_KEYS`. */
export interface NumberedKey {
  readonly key: PermissionKey
  readonly number: number
}
const numbered: ReadonlyMap<string, NumberedKey> = new Map(PERMISSION_KEYS.map((key, number) => [key, { key, number }]))
/** The key of this name; none for what is no key. */
export const numberedKey = (name: string): NumberedKey | undefined => numbered.get(name)
export const isPermissionKey = (name: string): name is PermissionKey => numbered.has(name)
export const isRoleKey = (key: string): key is RoleKey => Object.hasOwn(ROLES, key)
