/**
 * What the contract says of keys and roles, written down a second time and by hand: an oracle that read the catalogue
 * would repeat its faults.
 */
export interface Key {
  readonly on: 'org' | 'building'
  readonly writes?: true
  readonly residents?: true
}

export const KEYS: Readonly<Record<string, Key>> = {
  'buildings.read': { on: 'building' },
  'buildings.write': { on: 'building', writes: true },
  'units.read': { on: 'building' },
  'units.write': { on: 'building', writes: true },
  'units.basic.read': { on: 'building', residents: true },
  'building.assignments.read': { on: 'building' },
  'building.assignments.write': { on: 'building', writes: true },
  'occupancy.read': { on: 'building' },
  'occupancy.write': { on: 'building', writes: true },
  'users.read': { on: 'org' },
  'users.write': { on: 'org', writes: true },
  'roles.read': { on: 'org' },
  'roles.assign': { on: 'org', writes: true },
  'audit.read': { on: 'org' },
}

export const KEY_NAMES = Object.keys(KEYS)

export type Role = 'org_admin' | 'admin' | 'viewer'

export const HOLDS: Readonly<Record<Role, (name: string) => boolean>> = {
  org_admin: () => true,
  admin: (name) => name !== 'roles.assign',
  viewer: (name) => KEYS[name]?.writes !== true && name !== 'audit.read',
}
