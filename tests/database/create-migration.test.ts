import { expect, it } from 'vitest'
import { outcomeOf } from '../support/outcome.ts'
import { prismaCheckout, STATEMENT_DUE } from '../support/prisma-checkout.ts'

const { folder, changeSchema, added, newest } = prismaCheckout()
const create = (name: string) =>
  outcomeOf(process.execPath, ['--conditions=source', 'scripts/migrate.ts', 'create', name], folder)

it('`pnpm migrate create`, with no database at hand, writes nothing while the schema is as it was', async () => {
  expect(await create('nothing')).toEqual({ code: 0, output: expect.stringContaining('nothing to create') })
  expect(added()).toEqual([])
})

it('`pnpm migrate create` writes what was changed in schema.prisma and nothing else, and makes it the newest', async () => {
  changeSchema()
  expect(await create('Planted column')).toMatchObject({ code: 0 })
  const [written, ...more] = added()
  expect(more).toEqual([])
  expect(written).toEqual({ name: expect.stringMatching(/^\d{14}_planted_column$/), sql: STATEMENT_DUE })
  expect(newest()).toContain(`LATEST_MIGRATION = '${written?.name}'`)
})
