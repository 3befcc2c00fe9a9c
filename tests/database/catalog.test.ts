import { describe, expect, it } from 'vitest'
import { AUTHZ_READS } from '../../scripts/migrations/authz-role.ts'
import { deploy } from '../../scripts/migrations/deploy.ts'
import { isCustomerTable, readCatalog, type Table } from '../support/catalog.ts'
import { ownerPool, suitePool } from '../support/database.ts'
import { scratchDatabase } from '../support/scratch.ts'
import { faultsOf } from '../support/table-rules.ts'

const tables = await readCatalog(ownerPool())
const customer = tables.filter(isCustomerTable)

const tableNamed = (name: string): Table => {
  const table = tables.find((candidate) => candidate.name === name)
  if (table === undefined) throw new Error(`there is no table ${name}`)
  return table
}

describe('a table of customer data', () => {
  it('is each one that decisions are made of, and more', () => {
    const expected = Object.keys(AUTHZ_READS).filter((name) => name !== 'orgs')
    expect(customer.map(({ name }) => name)).toEqual(expect.arrayContaining(expected))
  })

  it.each(customer)('$name: keys, foreign keys, indexes and triggers carry the org and keep the rules', (table) => {
    expect(faultsOf(table, tables)).toEqual([])
  })
})

describe('the catalogue', () => {
  it.each(['permissions', 'roles', 'role_permissions'])('%s belongs to no org', (name) => {
    expect(isCustomerTable(tableNamed(name))).toBe(false)
  })
})

const UNIQUE: [rule: string, table: string, columns: string[], predicate: string | null][] = [
  ['an email is unique in its org', 'users', ['org_id', 'email'], null],
  ['a unit label is unique in its building', 'units', ['org_id', 'building_id', 'label'], null],
  ['a type of assignment is held once', 'building_assignments', ['org_id', 'building_id', 'user_id', 'type'], null],
  ['a role is held once', 'user_roles', ['org_id', 'user_id', 'role_key'], null],
  ['a permission is overridden once', 'permission_overrides', ['org_id', 'user_id', 'permission_key'], null],
  ['a unit has one ACTIVE occupancy', 'occupancies', ['org_id', 'unit_id'], `(status = 'ACTIVE'::"OccupancyStatus")`],
  ['a slug is unique', 'orgs', ['slug'], null],
]

describe('the database itself holds that', () => {
  it.each(UNIQUE)('%s', (_, name, columns, predicate) => {
    const unique = tableNamed(name).indexes.filter((index) => index.unique)
    expect(unique.map((index) => ({ columns: index.columns, predicate: index.predicate }))).toContainEqual({
      columns,
      predicate,
    })
  })

  it('an occupancy names the building in which its unit is', () => {
    const { foreignKeys } = tableNamed('occupancies')
    const toUnit = foreignKeys.find(({ target }) => target === 'units')
    const carried = { columns: toUnit?.columns, targetColumns: toUnit?.targetColumns }
    expect(carried).toEqual({
      columns: ['org_id', 'building_id', 'unit_id'],
      targetColumns: ['org_id', 'building_id', 'id'],
    })
    expect(foreignKeys.map(({ columns }) => columns)).toContainEqual(['org_id', 'building_id'])
    expect(foreignKeys.map(({ columns }) => columns)).toContainEqual(['org_id', 'resident_user_id'])
  })

  it('a version never falls: users have the trigger that keeps it', () => {
    const { triggers } = tableNamed('users')
    expect(triggers).toEqual([
      {
        name: 'users_authz_version',
        function: 'users_keep_authz_version',
        definition: expect.stringContaining('BEFORE UPDATE ON public.users FOR EACH ROW'),
        enabled: true,
      },
    ])
  })

  it('no user and no occupancy is deleted because something else is', () => {
    for (const name of ['users', 'occupancies']) {
      const actions = new Set(tableNamed(name).foreignKeys.map(({ onDelete }) => onDelete))
      expect([name, [...actions]]).toEqual([name, ['restrict']])
    }
  })
})

const LEASES = 'org_id uuid NOT NULL, id uuid NOT NULL, user_id uuid NOT NULL'
const TO_USER = 'FOREIGN KEY (org_id, user_id) REFERENCES users (org_id, id)'
const INDEX = 'CREATE INDEX leases_user ON leases (org_id, user_id)'
const FLAWED: [fault: string, statements: string[]][] = [
  ['leases.org_id may be null', [`CREATE TABLE leases (org_id uuid, user_id uuid, ${TO_USER})`, INDEX]],
  ['leases has no primary key', [`CREATE TABLE leases (${LEASES}, ${TO_USER})`, INDEX]],
  [
    'the primary key leases_pkey does not begin with org_id',
    [`CREATE TABLE leases (${LEASES}, PRIMARY KEY (id), ${TO_USER})`, INDEX],
  ],
  [
    'the unique index leases_id_key does not begin with org_id',
    [`CREATE TABLE leases (${LEASES}, PRIMARY KEY (org_id, id), UNIQUE (id), ${TO_USER})`, INDEX],
  ],
  [
    'leases has no foreign key that ties its org_id to an org',
    [`CREATE TABLE leases (${LEASES}, PRIMARY KEY (org_id, id))`, INDEX],
  ],
  [
    'the foreign key leases_user_id_fkey does not carry org_id',
    [
      'CREATE UNIQUE INDEX users_alone ON users (id)',
      `CREATE TABLE leases (${LEASES}, PRIMARY KEY (org_id, id), ${TO_USER}, FOREIGN KEY (user_id) REFERENCES users (id))`,
      INDEX,
    ],
  ],
  [
    'the foreign key leases_org_id_user_id_fkey deletes by cascade',
    [`CREATE TABLE leases (${LEASES}, PRIMARY KEY (org_id, id), ${TO_USER} ON DELETE CASCADE)`, INDEX],
  ],
  [
    'the foreign key leases_org_id_unit_id_fkey does not carry building_id',
    [
      `CREATE TABLE leases (${LEASES}, building_id uuid, unit_id uuid, PRIMARY KEY (org_id, id), ${TO_USER},
         FOREIGN KEY (org_id, unit_id) REFERENCES units (org_id, id))`,
      INDEX,
      'CREATE INDEX leases_unit ON leases (org_id, unit_id)',
    ],
  ],
  [
    'leases has no index that begins with (org_id, user_id)',
    [`CREATE TABLE leases (${LEASES}, PRIMARY KEY (org_id, id), ${TO_USER})`],
  ],
  [
    'user_roles has no trigger that raises users.authz_version',
    ['ALTER TABLE user_roles DISABLE TRIGGER user_roles_authz_version'],
  ],
]

const url = await scratchDatabase()
await deploy(url)
const scratch = suitePool(url)

describe('a new table of customer data is not accepted when', () => {
  const faultsAfter = async (statements: readonly string[]): Promise<string[]> => {
    const client = await scratch.connect()
    try {
      await client.query(`BEGIN; ${statements.join(';')}`)
      const after = await readCatalog(client)
      return after.filter(isCustomerTable).flatMap((table) => faultsOf(table, after))
    } finally {
      await client.query('ROLLBACK')
      client.release()
    }
  }

  it.each(FLAWED)('%s', async (fault, statements) => {
    expect(await faultsAfter(statements)).toContain(fault)
  })

  it('nothing is wrong with it: then it is', async () => {
    const table = `CREATE TABLE leases (${LEASES}, PRIMARY KEY (org_id, id), ${TO_USER})`
    expect(await faultsAfter([table, INDEX])).toEqual([])
  })
})
