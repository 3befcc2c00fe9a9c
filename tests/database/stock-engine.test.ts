import { describe, expect, it } from 'vitest'
import { applyMigrations } from '../../scripts/migrations/apply.ts'
import { withClient } from '../../scripts/migrations/client.ts'
import { withEngine } from '../../scripts/migrations/engine.ts'
import { readMigrationList, readMigrations } from '../../scripts/migrations/files.ts'
import { statusOf } from '../../scripts/migrations/history.ts'
import { runOn, scratchDatabase } from '../support/scratch.ts'

const migrations = readMigrations()
const names = migrations.map(({ name }) => name)
const CLEAN = { pending: [], failed: [], edited: [], unknown: [] }
const input = { migrationsList: readMigrationList(), filters: { externalTables: [], externalEnums: [] } }

/** What `prisma migrate deploy` does: the engine of the CLI is the same code. */
const stockDeploy = (url: string) =>
  withEngine(url, async (engine) => (await engine.applyMigrations(input)).appliedMigrationNames)
const stockDiagnosis = (url: string) =>
  withEngine(url, async (engine) => {
    const { history, failedMigrationNames, editedMigrationNames } = await engine.diagnoseMigrationHistory({
      ...input,
      optInToShadowDatabase: false,
    })
    return { history, failed: failedMigrationNames, edited: editedMigrationNames }
  })

/** The rows of the history, and its columns as the catalog tells them, without what differs from run to run. */
const historyOf = (url: string) =>
  withClient(url, async (client) => {
    const rows = await client.query(
      `SELECT migration_name, checksum, length(id) AS id, logs, rolled_back_at, applied_steps_count,
              finished_at >= started_at AS in_order FROM _prisma_migrations ORDER BY started_at`,
    )
    const columns = await client.query(
      `SELECT column_name, data_type, character_maximum_length, is_nullable, column_default
       FROM information_schema.columns WHERE table_name = '_prisma_migrations' ORDER BY ordinal_position`,
    )
    return { rows: rows.rows, columns: columns.rows }
  })

const [ours, stock, interrupted, failed] = [
  await scratchDatabase(),
  await scratchDatabase(),
  await scratchDatabase(),
  await scratchDatabase(),
]

describe('the stock engine of Prisma', () => {
  it('leaves the same history as our deployment, row by row, and each finds nothing to do after the other', async () => {
    expect(await applyMigrations(ours)).toEqual(names)
    expect(await stockDeploy(stock)).toEqual(names)
    expect(await historyOf(ours)).toEqual(await historyOf(stock))

    expect(await stockDiagnosis(ours)).toEqual({ history: null, failed: [], edited: [] })
    expect(await stockDeploy(ours)).toEqual([])
    expect(await withClient(stock, (client) => statusOf(client, migrations))).toEqual(CLEAN)
    expect(await applyMigrations(stock)).toEqual([])
  })

  it('goes on where our deployment has ended, and the other way round', async () => {
    const url = await scratchDatabase()
    expect(await applyMigrations(url, migrations.slice(0, 1))).toEqual(names.slice(0, 1))
    expect(await stockDeploy(url)).toEqual(names.slice(1))
    expect(await stockDiagnosis(url)).toEqual({ history: null, failed: [], edited: [] })
  })

  it('and our deployment, both at once, apply everything once', async () => {
    const url = await scratchDatabase()
    const applied = await Promise.all([applyMigrations(url), stockDeploy(url), applyMigrations(url)])
    // Who makes an index beside writes leaves it to whoever waits for it.
    expect(applied.flat().toSorted()).toEqual(names)
  })

  it('killed in a migration leaves a row that blocks nothing', async () => {
    await applyMigrations(interrupted, [])
    await runOn(
      interrupted,
      `INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ('1', repeat('0', 64), '${names[0]}')`,
    )
    expect(await applyMigrations(interrupted)).toEqual(names)
  })

  it('sees a migration that failed here as failed, and we one that failed there', async () => {
    const obstacle = 'FUNCTION raise_authz_version_of_resident()'
    const stockFailed = await scratchDatabase()
    for (const url of [failed, stockFailed])
      await runOn(url, `CREATE ${obstacle} RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'`)
    await expect(applyMigrations(failed)).rejects.toThrow('failed')
    await expect(stockDeploy(stockFailed)).rejects.toThrow()
    expect(await stockDiagnosis(failed)).toMatchObject({ failed: [names[0]] })
    await expect(stockDeploy(failed)).rejects.toThrow(names[0])
    await expect(applyMigrations(stockFailed)).rejects.toThrow(`${names[0]} has failed`)
  })
})
