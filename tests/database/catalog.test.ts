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
  it('includes every table that authz reads', () => {
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

/** Prisma knows nothing of them: no migration that it writes misses one. */
const PARTIAL = {
  building_assignments_ends_at_idx: '(ends_at IS NOT NULL)',
  occupancies_open_until_of_unit_idx: '(end_at IS NULL)',
  occupancies_planned_end_at_idx: '((end_at IS NULL) AND (planned_end_at IS NOT NULL))',
  permission_overrides_ends_at_idx: '(ends_at IS NOT NULL)',
  units_one_label_per_building: '(label_shared = false)',
  user_roles_ends_at_idx: '(ends_at IS NOT NULL)',
}

it('the partial indexes are there, each with its condition, and no other', () => {
  const partial = tables.flatMap(({ indexes }) => indexes.filter(({ predicate }) => predicate !== null))
  expect(Object.fromEntries(partial.map(({ name, predicate }) => [name, predicate]))).toEqual(PARTIAL)
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
    'the foreign key leases_org_id_user_id_fkey updates org_id by cascade',
    [`CREATE TABLE leases (${LEASES}, PRIMARY KEY (org_id, id), ${TO_USER} ON UPDATE CASCADE)`, INDEX],
  ],
  [
    'the exclusion leases_one_user does not begin with org_id',
    [
      `CREATE TABLE leases (${LEASES}, PRIMARY KEY (org_id, id), ${TO_USER},
         CONSTRAINT leases_one_user EXCLUDE USING gist (user_id WITH =, org_id WITH =))`,
      INDEX,
    ],
  ],
  [
    'the name leases_user_2 is too long, or ends in a number',
    [
      `CREATE TABLE leases (${LEASES}, PRIMARY KEY (org_id, id), ${TO_USER})`,
      INDEX,
      'CREATE INDEX leases_user_2 ON leases (org_id, user_id)',
    ],
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
  ['the index units_alone is in the order of the ids of all orgs', ['CREATE INDEX units_alone ON units (id)']],
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

  it('it has no fault: then it is accepted', async () => {
    const table = `CREATE TABLE leases (${LEASES}, PRIMARY KEY (org_id, id), ${TO_USER})`
    expect(await faultsAfter([table, INDEX])).toEqual([])
  })
})
