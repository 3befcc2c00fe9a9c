import { PERMISSION_KEYS, PERMISSIONS, ROLE_KEYS, ROLES } from '@latchkey/shared/permissions'
import { describe, expect, it } from 'vitest'
import { deploy, seed } from '../../scripts/migrations/deploy.ts'
import { ownerPool, suitePool } from '../support/database.ts'
import { scratchDatabase } from '../support/scratch.ts'
import { createWorld } from '../support/world.ts'

const url = await scratchDatabase()
await deploy(url)
const scratch = suitePool(url)
const shared = ownerPool()

type Reader = Pick<typeof shared, 'query'>
const rows = async (db: Reader, sql: string): Promise<unknown[]> => (await db.query(sql)).rows

const readCatalogue = async (db: Reader) => ({
  permissions: await rows(db, 'SELECT key, description, resource, access, residents FROM permissions ORDER BY key'),
  roles: await rows(db, 'SELECT key, name, description FROM roles ORDER BY key'),
  held: await rows(db, 'SELECT role_key, permission_key FROM role_permissions ORDER BY 1, 2'),
})

const byKey = <Row extends { key: string }>(a: Row, b: Row) => (a.key < b.key ? -1 : 1)
const CATALOGUE = {
  permissions: PERMISSION_KEYS.map((key) => ({ key, ...PERMISSIONS[key] })).toSorted(byKey),
  roles: ROLE_KEYS.map((key) => ({ key, name: ROLES[key].name, description: ROLES[key].description })).toSorted(byKey),
  held: ROLE_KEYS.toSorted().flatMap((role_key) =>
    [...ROLES[role_key].permissionKeys].toSorted().map((permission_key) => ({ role_key, permission_key })),
  ),
}

/** Every grant of a role with the transaction that wrote it. */
const grants = (db: Reader) =>
  rows(db, 'SELECT role_key, permission_key, xmin::text FROM role_permissions ORDER BY 1, 2')

describe('the catalogue in the database', () => {
  it('is that of permissions.ts, in the database of the services too', async () => {
    expect(await readCatalogue(scratch)).toEqual(CATALOGUE)
    expect(await readCatalogue(shared)).toEqual(CATALOGUE)
  })

  it('is the same after another seed, which writes no grant anew', async () => {
    const before = await grants(scratch)
    expect(await seed(url)).toEqual([])
    expect(await readCatalogue(scratch)).toEqual(CATALOGUE)
    expect(await grants(scratch)).toEqual(before)
  })

  it('is the same after eight seeds at once', async () => {
    await scratch.query(`DELETE FROM permissions WHERE key = 'units.read'`)
    const removed = await Promise.all(Array.from({ length: 8 }, () => seed(url)))
    expect(removed.flat()).toEqual([])
    expect(await readCatalogue(scratch)).toEqual(CATALOGUE)
  })
})

describe('a seed', () => {
  it.each([
    ['a permission', `DELETE FROM permissions WHERE key = 'audit.read'`],
    ['a role', `DELETE FROM roles WHERE key = 'viewer'`],
    ['what a role holds', `DELETE FROM role_permissions WHERE role_key = 'admin'`],
  ])('adds %s that is new', async (_, sql) => {
    await scratch.query(sql)
    expect(await readCatalogue(scratch)).not.toEqual(CATALOGUE)
    expect(await seed(url)).toEqual([])
    expect(await readCatalogue(scratch)).toEqual(CATALOGUE)
  })

  it.each([
    ['a description', `UPDATE permissions SET description = 'Another' WHERE key = 'units.read'`],
    ['what a key is asked on', `UPDATE permissions SET resource = 'org' WHERE key = 'units.read'`],
    ['an access', `UPDATE permissions SET access = 'write' WHERE key = 'units.read'`],
    ['what residents may', `UPDATE permissions SET residents = true WHERE key = 'units.read'`],
    ['the name of a role', `UPDATE roles SET name = 'Another' WHERE key = 'viewer'`],
    ['a role that holds too much', `INSERT INTO role_permissions VALUES ('viewer', 'units.write')`],
  ])('puts right %s', async (_, sql) => {
    await scratch.query(sql)
    expect(await readCatalogue(scratch)).not.toEqual(CATALOGUE)
    expect(await seed(url)).toEqual([])
    expect(await readCatalogue(scratch)).toEqual(CATALOGUE)
  })

  it('removes keys that are gone, with the roles and overrides of users that name them, and counts them', async () => {
    const world = await createWorld(scratch)
    const users = [await world.user({ roles: ['viewer'], allow: ['units.read'] }), await world.user()]
    await scratch.query(`INSERT INTO roles VALUES ('landlord', 'Landlord', 'Gone')`)
    await scratch.query(`INSERT INTO permissions VALUES ('units.burn', 'Gone', 'building', 'write', false)`)
    await scratch.query(`INSERT INTO role_permissions VALUES ('landlord', 'units.burn'), ('viewer', 'units.burn')`)
    for (const id of users) {
      const values = [world.orgId, id]
      await scratch.query(`INSERT INTO user_roles (org_id, user_id, role_key) VALUES ($1, $2, 'landlord')`, values)
      await scratch.query(
        `INSERT INTO permission_overrides (org_id, user_id, permission_key, effect) VALUES ($1, $2, 'units.burn', 'ALLOW')`,
        values,
      )
    }

    expect(await seed(url)).toEqual([
      { table: 'permission_overrides', key: 'units.burn', rows: 2 },
      { table: 'user_roles', key: 'landlord', rows: 2 },
      { table: 'permissions', key: 'units.burn', rows: 1 },
      { table: 'roles', key: 'landlord', rows: 1 },
    ])
    expect(await readCatalogue(scratch)).toEqual(CATALOGUE)
    expect(await rows(scratch, 'SELECT role_key FROM user_roles')).toEqual([{ role_key: 'viewer' }])
    const kept = await rows(scratch, 'SELECT permission_key, effect FROM permission_overrides')
    expect(kept).toEqual([{ permission_key: 'units.read', effect: 'ALLOW' }])
  })

  it('that fails halfway changes nothing', async () => {
    await scratch.query(`DELETE FROM roles WHERE key = 'admin'`)
    await scratch.query(`ALTER TABLE role_permissions ADD CONSTRAINT obstacle CHECK (role_key <> 'admin')`)
    const before = await readCatalogue(scratch)
    await expect(seed(url)).rejects.toMatchObject({ constraint: 'obstacle' })
    expect(await readCatalogue(scratch)).toEqual(before)

    await scratch.query('ALTER TABLE role_permissions DROP CONSTRAINT obstacle')
    await seed(url)
    expect(await readCatalogue(scratch)).toEqual(CATALOGUE)
  })
})
