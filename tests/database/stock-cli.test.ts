import { chmodSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { withClient } from '../../scripts/migrations/client.ts'
import { deploy } from '../../scripts/migrations/deploy.ts'
import { readMigrations } from '../../scripts/migrations/files.ts'
import { statusOf } from '../../scripts/migrations/history.ts'
import { type Outcome, outcomeOf } from '../support/outcome.ts'
import { prismaCheckout, STATEMENT_DUE } from '../support/prisma-checkout.ts'
import { scratchDatabase } from '../support/scratch.ts'

const { folder, changeSchema, added } = prismaCheckout()
const cli = createRequire(import.meta.url).resolve('prisma/build/index.js')

const engine = join(folder, 'schema-engine')
const program = fileURLToPath(new URL('../support/schema-engine.ts', import.meta.url))
writeFileSync(engine, `#!/bin/sh\nexec "${process.execPath}" --conditions=source "${program}" "$@"\n`)
chmodSync(engine, 0o755)

// `migrate dev` is for people: without a terminal it refuses.
const TERMINAL = 'data:text/javascript,process.stdin.isTTY=process.stdout.isTTY=true'

const prisma = (url: string, args: string, PRISMA_SCHEMA_ENGINE_BINARY = engine): Promise<Outcome> =>
  outcomeOf(process.execPath, ['--import', TERMINAL, cli, ...args.split(' ')], folder, {
    ...{ DATABASE_URL: url, PRISMA_SCHEMA_ENGINE_BINARY },
    ...{ CHECKPOINT_DISABLE: '1', PRISMA_HIDE_UPDATE_MESSAGE: '1' },
  })

const [theirs, ours, empty] = [await scratchDatabase(), await scratchDatabase(), await scratchDatabase()]
await deploy(ours)

describe('the stock CLI of Prisma', () => {
  it('deploys the migrations, and `pnpm migrate` finds nothing to do after it', async () => {
    const { code, output } = await prisma(theirs, 'migrate deploy')
    expect([code, output]).toEqual([0, expect.stringContaining('All migrations have been successfully applied')])
    const clean = { pending: [], failed: [], edited: [], unknown: [] }
    expect(await withClient(theirs, (client) => statusOf(client, readMigrations()))).toEqual(clean)
    expect((await deploy(theirs)).applied).toEqual([])
  })

  it('finds up to date what `pnpm migrate` has deployed, and nothing else', async () => {
    const { code, output } = await prisma(ours, 'migrate status')
    expect([code, output]).toEqual([0, expect.stringContaining('Database schema is up to date')])
    expect(await prisma(empty, 'migrate status')).toMatchObject({ code: 1 })
    expect(await prisma(ours, 'migrate status', '/bin/false')).toMatchObject({ code: 1 })
  })

  it('writes a migration that holds what was changed in schema.prisma and nothing else', async () => {
    changeSchema()
    expect(await prisma(ours, 'migrate dev --create-only --name planted')).toMatchObject({ code: 0 })
    expect(added()).toEqual([{ name: expect.stringMatching(/^\d{14}_planted$/), sql: STATEMENT_DUE }])
  })
})
