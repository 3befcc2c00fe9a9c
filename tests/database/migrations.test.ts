import { LATEST_MIGRATION } from '@latchkey/shared/db/latest-migration'
import { describe, expect, it } from 'vitest'
import { applyMigrations } from '../../scripts/migrations/apply.ts'
import { withClient } from '../../scripts/migrations/client.ts'
import { deploy } from '../../scripts/migrations/deploy.ts'
import { migrationDrift } from '../../scripts/migrations/engine.ts'
import { readMigrations } from '../../scripts/migrations/files.ts'
import { markRolledBack, statusOf } from '../../scripts/migrations/history.ts'
import { readCatalog } from '../support/catalog.ts'
import { runOn, scratchDatabase } from '../support/scratch.ts'

const migrations = readMigrations()
const names = migrations.map(({ name }) => name)
const [oldest = '', newest = oldest] = [names[0], names.at(-1)]
const CLEAN = { pending: [], failed: [], edited: [], unknown: [] }

const migrationStatus = (url: string) => withClient(url, (client) => statusOf(client, migrations))
const tableNames = (url: string) =>
  withClient(url, async (client) => (await readCatalog(client)).map(({ name }) => name))
const migrated = async (): Promise<string> => {
  const url = await scratchDatabase()
  await applyMigrations(url)
  return url
}

const [fresh, contested, edited, drifted, failing, foreign, stranger, killed] = [
  await scratchDatabase(),
  await scratchDatabase(),
  await migrated(),
  await migrated(),
  await scratchDatabase(),
  await scratchDatabase(),
  await migrated(),
  await scratchDatabase(),
]

it('core-api waits for the newest migration of the repository', () => {
  expect(LATEST_MIGRATION, 'write it again with `pnpm write:docs`').toBe(newest)
})

describe('a deployment', () => {
  it('brings an empty database to the newest migration, and the next one finds nothing to do', async () => {
    expect(await migrationStatus(fresh)).toEqual({ ...CLEAN, pending: names })
    expect(await deploy(fresh)).toEqual({ applied: names, removed: [] })
    expect(await tableNames(fresh)).toContain('occupancies')
    expect(await migrationStatus(fresh)).toEqual(CLEAN)
    expect(await deploy(fresh)).toEqual({ applied: [], removed: [] })
  })

  it('that meets two others applies everything once', async () => {
    const deployed = await Promise.all([deploy(contested), deploy(contested), deploy(contested)])
    const applied = deployed.map((one) => one.applied).toSorted((a, b) => b.length - a.length)
    expect(applied).toEqual([names, [], []])
    expect(await migrationStatus(contested)).toEqual(CLEAN)
  })

  it('touches no database that has tables of somebody else', async () => {
    await runOn(foreign, 'CREATE TABLE ledger (id int)')
    await expect(deploy(foreign)).rejects.toThrow('no history of migrations')
    expect(await tableNames(foreign)).toEqual(['ledger'])
    await runOn(foreign, 'DROP TABLE ledger')
    expect((await deploy(foreign)).applied).toEqual(names)
  })
})

describe('drift', () => {
  it('is none between the migrations, schema.prisma and a deployed database', async () => {
    expect(await migrationDrift(drifted)).toEqual({ database: '', schema: '' })
  })

  it('is noticed when somebody has changed a table by hand', async () => {
    await runOn(drifted, 'ALTER TABLE units ADD COLUMN rent int')
    expect((await migrationDrift(drifted)).database).toContain('"rent"')
  })

  it('is noticed when a partial index is gone or another has come', async () => {
    await runOn(drifted, 'DROP INDEX user_roles_ends_at_idx')
    await runOn(drifted, 'CREATE INDEX upper_floors ON units (floor) WHERE floor > 0')
    const { database } = await migrationDrift(drifted)
    expect(database).toContain('-- missing: CREATE INDEX user_roles_ends_at_idx ON')
    expect(database).toContain('CREATE INDEX upper_floors ON')
    expect(database.match(/INDEX/g)).toHaveLength(2)
  })
})

describe('a migration', () => {
  it('that was edited after it was applied is noticed and stops a deployment, other line ends do not', async () => {
    const crlf = migrations.map(({ name, sql }) => ({ name, sql: sql.replaceAll('\n', '\r\n') }))
    expect(await applyMigrations(edited, crlf)).toEqual([])
    await runOn(edited, `UPDATE _prisma_migrations SET checksum = repeat('0', 64) WHERE migration_name = '${newest}'`)
    expect(await migrationStatus(edited)).toEqual({ ...CLEAN, edited: [newest] })
    await expect(deploy(edited)).rejects.toThrow(`${newest} was edited`)
  })

  it('that is in the database but not in the repository is noticed, and an older version may deploy', async () => {
    await runOn(
      stranger,
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
       VALUES ('of-somebody-else', repeat('0', 64), '29990101000000_of_somebody_else', now(), 1)`,
    )
    expect(await migrationStatus(stranger)).toEqual({ ...CLEAN, unknown: ['29990101000000_of_somebody_else'] })
    expect((await deploy(stranger)).applied).toEqual([])
  })

  it('that fails leaves nothing behind, is reported, and blocks until somebody has mended it', async () => {
    const obstacle = 'FUNCTION raise_authz_version_of_resident()'
    await runOn(failing, `CREATE ${obstacle} RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'`)
    await expect(deploy(failing)).rejects.toThrow(/raise_authz_version_of_resident/)
    expect(await tableNames(failing)).toEqual(['_prisma_migrations'])
    expect((await migrationStatus(failing)).failed).toEqual([oldest])

    await expect(deploy(failing)).rejects.toThrow(oldest)
    await runOn(failing, `DROP ${obstacle}`)
    await expect(deploy(failing)).rejects.toThrow(oldest)

    await withClient(failing, (client) => markRolledBack(client, oldest))
    expect((await deploy(failing)).applied).toEqual(names)
    expect(await migrationStatus(failing)).toEqual(CLEAN)
    await expect(withClient(failing, (client) => markRolledBack(client, oldest))).rejects.toThrow('has failed')
  })

  it('during which the deployment is killed has never been, and the next one applies it', async () => {
    const [first] = migrations
    const cutShort = { name: oldest, sql: `${first?.sql}; SELECT pg_terminate_backend(pg_backend_pid())` }
    await expect(applyMigrations(killed, [cutShort])).rejects.toThrow(oldest)
    expect(await tableNames(killed)).toEqual(['_prisma_migrations'])
    expect((await deploy(killed)).applied).toEqual(names)
  })
})
