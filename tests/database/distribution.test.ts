import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { deploy } from '../../scripts/migrations/deploy.ts'
import { isCustomerTable, readCatalog, type Table } from '../support/catalog.ts'
import { ownerPool, suitePool } from '../support/database.ts'
import { partitionByOrg } from '../support/partitioned.ts'
import { scratchDatabase } from '../support/scratch.ts'
import { createWorld } from '../support/world.ts'

const page = readFileSync(new URL('../../docs/scaling.md', import.meta.url), 'utf8')
/** The names in the first column of the table below a heading. */
const listedUnder = (heading: string): string[] => {
  const [, section = ''] = page.split(new RegExp(`^### ${heading}$`, 'm'))
  const table = section.slice(0, section.search(/^#/m))
  return [...table.matchAll(/^\| `([^`]+)` \| [^|]{10,} \|$/gm)].map(([, name = '']) => name)
}
const [reference, local] = [listedUnder('Reference tables'), listedUnder('Tables of one machine')]

const tables = await readCatalog(ownerPool())
const customer = tables.filter(isCustomerTable)
const others = tables.filter((table) => !isCustomerTable(table))
const targetsOf = (some: readonly Table[]) => some.flatMap(({ foreignKeys }) => foreignKeys.map(({ target }) => target))
const isIn = (some: readonly Table[]) => (name: string) => some.some((table) => table.name === name)

describe('spread over machines by org', () => {
  it('a table is of an org, or stands on every machine or on one with a reason in docs/scaling.md', () => {
    expect(customer.length).toBeGreaterThan(10)
    expect(others.map(({ name }) => name).toSorted()).toEqual([...reference, ...local].toSorted())
  })

  it('a row of an org points at rows of the same org and at reference tables, never at what stands on one machine', () => {
    const beyond = targetsOf(customer).filter((name) => !isIn(customer)(name))
    expect(beyond.length).toBeGreaterThan(0)
    expect(beyond.filter((name) => !reference.includes(name))).toEqual([])
  })

  it('a reference table points at reference tables alone, and what stands on one machine at nothing', () => {
    const of = (names: readonly string[]) => others.filter(({ name }) => names.includes(name))
    expect(targetsOf(of(reference)).filter((name) => !reference.includes(name))).toEqual([])
    expect(targetsOf(of(local))).toEqual([])
    expect(others.flatMap(({ triggers }) => triggers)).toEqual([])
  })

  it('what is looked up without an org is named with its reason, and so is every trigger', () => {
    const indexes = customer.flatMap((table) => table.indexes.filter(({ columns }) => columns[0] !== 'org_id'))
    expect(listedUnder('Looked up without an org').toSorted()).toEqual(indexes.map(({ name }) => name).toSorted())
    const functions = new Set(tables.flatMap(({ triggers }) => triggers.map((trigger) => trigger.function)))
    expect(listedUnder('Triggers').toSorted()).toEqual([...functions].toSorted())
  })
})

/** As SQL is read back, a condition may have other brackets for the same. */
const withoutBrackets = (some: readonly Table[]): unknown => JSON.parse(JSON.stringify(some).replaceAll(/[()]/g, ''))

describe('a database whose tables are partitioned by hash of the org', async () => {
  const url = await scratchDatabase()
  await deploy(url)
  const db = suitePool(url)
  const whole = await readCatalog(db)
  await partitionByOrg(url)

  it('has every key, constraint, index and trigger that the other has', async () => {
    expect(withoutBrackets(await readCatalog(db))).toEqual(withoutBrackets(whole))
    const { rows } = await db.query(`SELECT relname FROM pg_class WHERE relkind = 'p' AND relname = ANY ($1)`, [
      customer.map(({ name }) => name),
    ])
    expect(rows).toHaveLength(customer.length)
  })

  it('keeps all rows of an org in the same part of every table', async () => {
    const world = await createWorld(db)
    await world.assign(await world.user(), await world.building(), 'STAFF')
    const rows = await db.query<{ part: string }>(
      `SELECT right(tableoid::regclass::text, 1) AS part FROM users WHERE org_id = $1
       UNION ALL SELECT right(tableoid::regclass::text, 1) FROM building_assignments WHERE org_id = $1`,
      [world.orgId],
    )
    expect(rows.rows).toHaveLength(2)
    expect(new Set(rows.rows.map(({ part }) => part)).size).toBe(1)
  })
})
