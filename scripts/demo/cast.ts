import type { AssignmentTypeName } from '@latchkey/shared/authz/contract'
import type { PermissionKey, RoleKey } from '@latchkey/shared/permissions'
import { HARBOUR, LINDEN, MILL, type Place } from './places.ts'

/** Somebody who works for the org. */
export interface Colleague {
  readonly name: string
  readonly roles?: readonly RoleKey[]
  readonly assignments?: readonly (readonly [Place, AssignmentTypeName])[]
  readonly overrides?: readonly (readonly [PermissionKey, 'ALLOW' | 'DENY'])[]
  /** Invited and not come yet, or gone; ACTIVE when neither is said. */
  readonly status?: 'INVITED' | 'DISABLED'
  /** For whom one may sign in and what they show. */
  readonly shows?: string
}

/** The first org_admin, whom the platform makes. */
export const OWNER = { name: 'Amira Haddad', shows: 'org_admin: every key, everywhere' }

export const COLLEAGUES: readonly Colleague[] = [
  { name: 'Jonas Brandt', roles: ['org_admin'] },
  { name: 'Sofía Reyes', roles: ['admin'], shows: 'admin: all but giving roles' },
  {
    name: 'Piotr Zieliński',
    roles: ['admin'],
    overrides: [['occupancy.write', 'DENY']],
    shows: 'admin with DENY occupancy.write: moves nobody in',
  },
  { name: 'Grace Okafor', roles: ['viewer'], shows: 'viewer: reads all, changes nothing' },
  { name: 'Henrik Lund', roles: ['viewer'], overrides: [['audit.read', 'ALLOW']] },
  { name: 'Beatrix Vogel', overrides: [['units.read', 'ALLOW']], shows: 'no role, ALLOW units.read: vacancies only' },
  {
    name: 'Mehmet Yılmaz',
    assignments: [[HARBOUR, 'BUILDING_ADMIN']],
    shows: 'building admin of Harbour House, nobody elsewhere',
  },
  {
    name: 'Eleanor Whitfield',
    assignments: [
      [MILL, 'BUILDING_ADMIN'],
      [LINDEN, 'MANAGER'],
    ],
  },
  { name: 'Lukas Neumann', assignments: [[LINDEN, 'MANAGER']], shows: 'manager of Linden Court: reads there' },
  { name: 'Chiara Russo', assignments: [[HARBOUR, 'MANAGER']] },
  { name: 'Tomáš Dvořák', assignments: [[HARBOUR, 'STAFF']], shows: 'staff of Harbour House: reads there' },
  {
    name: 'Aoife Brennan',
    assignments: [
      [MILL, 'STAFF'],
      [MILL, 'MANAGER'],
    ],
  },
  { name: 'Samuel Adeyemi', assignments: [[LINDEN, 'STAFF']] },
  { name: 'Ines Carvalho', assignments: [[LINDEN, 'STAFF']], status: 'INVITED' },
  { name: 'Robert Fenn', roles: ['viewer'], status: 'INVITED' },
  { name: 'Ulrike Sander', assignments: [[HARBOUR, 'MANAGER']], status: 'DISABLED' },
  // The last who is written: that this one is disabled tells that all is there.
  { name: 'Victor Marsh', roles: ['admin'], status: 'DISABLED' },
]

/** Who lives in the three buildings, in the order of their units; a colleague may live there, too. */
export const RESIDENTS: readonly string[] = [
  ...['Anna Petersen', 'Björn Hansen', 'Camille Laurent', 'Dmitri Volkov', 'Emma Schulz', 'Farid Rahimi'],
  ...['Greta Lindqvist', 'Hassan Amiri', 'Isabel Moreno', 'Jakub Novák', 'Katharina Weiß', 'Liam O’Connor'],
  ...['Marta Kowalska', 'Nadia Benali', 'Olaf Krüger', 'Priya Sharma', 'Quentin Dubois', 'Rosa Giménez'],
  ...['Stefan Ilić', 'Thanh Nguyễn', 'Uwe Hoffmann', 'Valentina Conti', 'Wei Zhang', 'Xenia Papadaki'],
  ...['Yusuf Demir', 'Zoë van Dijk', 'Alberto Ferri', 'Birgit Maurer', 'Chen Li', 'Daniela Popescu'],
  ...['Erik Johansson', 'Fatima Zahra', 'George Thompson', 'Helena Ruiz', 'Ivan Horvat', 'Julia Bauer'],
  ...['Kofi Mensah', 'Laura Bianchi', 'Mateus Silva', 'Nora Byrne', 'Oscar Wilde-Smith', 'Paula Jiménez'],
  ...['Rahel Tesfaye', 'Simon Clarke', 'Teresa Lopes', 'Umar Farouk'],
]

/** Residents who were invited to the pages for residents, and have not come yet. */
export const INVITED_RESIDENTS: readonly string[] = ['Umar Farouk', 'Paula Jiménez', 'Chen Li']

/** The resident as whom one may sign in. */
export const RESIDENT = { name: 'Anna Petersen', shows: 'resident of Harbour House: labels and floors only' }
