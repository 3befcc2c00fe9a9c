import { LATEST_MIGRATION } from '@latchkey/shared/db/latest-migration'
import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { deploy } from '../../scripts/migrations/deploy.ts'
import { applyMigrations, markRolledBack, migrationDrift, migrationStatus } from '../../scripts/migrations/engine.ts'
import { readMigrations } from '../../scripts/migrations/files.ts'
import { readCatalog } from '../support/catalog.ts'
import { runOn, scratchDatabase } from '../support/scratch.ts'

const names = readMigrations().map(({ name }) => name)
const [oldest = '', newest = oldest] = [names[0], names.at(-1)]
const CLEAN = { pending: [], failed: [], edited: [], unknown: [] }

const tableNames = async (url: string): Promise<string[]> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await readCatalog(client)).map(({ name }) => name)
  } finally {
    await client.end()
  }
}

const migrated = async (): Promise<string> => {
  const url = await scratchDatabase()
  await applyMigrations(url)
  return url
}
const [fresh, contested, edited, drifted, failing, stranger] = [
  await scratchDatabase(),
  await scratchDatabase(),
  await migrated(),
  await migrated(),
  await scratchDatabase(),
  await migrated(),
]

it('core-api waits for the newest migration of the repository', () => {
  expect(LATEST_MIGRATION).toBe(newest)
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
})

describe('drift', () => {
  it('is none between the migrations, schema.prisma and a deployed database', async () => {
    expect(await migrationDrift(drifted)).toEqual({ database: '', schema: '' })
  })

  it('is noticed when somebody has changed a table by hand', async () => {
    await runOn(drifted, 'ALTER TABLE units ADD COLUMN rent int')
    expect((await migrationDrift(drifted)).database).toContain('"rent"')
  })
})

describe('a migration', () => {
  it('that was edited after it was applied is noticed', async () => {
    await runOn(edited, `UPDATE _prisma_migrations SET checksum = repeat('0', 64) WHERE migration_name = '${newest}'`)
    expect(await migrationStatus(edited)).toEqual({ ...CLEAN, edited: [newest] })
  })

  it('that is in the database but not in the repository is noticed', async () => {
    await runOn(
      stranger,
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
       VALUES ('of-somebody-else', repeat('0', 64), '29990101000000_of_somebody_else', now(), 1)`,
    )
    expect(await migrationStatus(stranger)).toEqual({ ...CLEAN, unknown: ['29990101000000_of_somebody_else'] })
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

    await markRolledBack(failing, oldest)
    expect((await deploy(failing)).applied).toEqual(names)
    expect((await migrationStatus(failing)).failed).toEqual([])
  })
})
