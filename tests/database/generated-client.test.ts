import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { outcomeOf } from '../support/outcome.ts'
import { prismaCheckout } from '../support/prisma-checkout.ts'

const { folder, changeSchema } = prismaCheckout()
const unit = join(folder, 'packages/shared/src/db/generated/models/Unit.ts')

/** What `pnpm verify`, `start`, `dev` and `test:one` do first. */
const refresh = () =>
  outcomeOf(process.execPath, ['--eval', "import('./scripts/generate.ts').then((m) => m.generateWhenStale())"], folder)

it('the client of the database follows schema.prisma, and is left alone while that stays as it is', async () => {
  expect(await refresh()).toMatchObject({ code: 0 })
  expect(readFileSync(unit, 'utf8')).not.toContain('planted')
  writeFileSync(unit, 'left alone')
  expect(await refresh()).toEqual({ code: 0, output: '' })
  expect(readFileSync(unit, 'utf8')).toBe('left alone')
  changeSchema()
  expect(await refresh()).toMatchObject({ code: 0 })
  expect(readFileSync(unit, 'utf8')).toContain('planted')
})
