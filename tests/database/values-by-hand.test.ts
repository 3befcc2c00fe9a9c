import { createDb } from '@latchkey/shared/db/client'
import { constraintOf } from '@latchkey/shared/db/errors'
import { Prisma } from '@latchkey/shared/db/generated/client'
import { afterAll, describe, expect, inject, it, vi } from 'vitest'
import { PATIENT } from '../support/database.ts'

const db = createDb(inject('databaseUrl'), 2, PATIENT)
afterAll(() => db.$disconnect())

/** What is raised for a unique constraint by a server that speaks German. */
const RAISED = Prisma.raw(`DO $$ BEGIN RAISE EXCEPTION 'doppelter Schlüsselwert'
  USING ERRCODE = 'unique_violation', CONSTRAINT = 'users_org_id_email_key'; END $$`)

describe('a statement written by hand', () => {
  it('is given moments as they are, alone or in a list, where the process is in a zone that was 44:30 off', async () => {
    const moment = new Date('1930-06-01T00:00:00.123Z')
    vi.stubEnv('TZ', 'Africa/Monrovia')
    try {
      expect(moment.getMinutes()).toBe(15)
      const [row] = await db.read<{ one: string; list: string }>`
        SELECT extract(epoch FROM ${moment}::timestamptz)::text AS one,
               extract(epoch FROM (${[moment, null]}::timestamptz[])[1])::text AS list`
      const seconds = String(moment.getTime() / 1_000)
      expect([Number(row?.one), Number(row?.list)].map(String)).toEqual([seconds, seconds])
    } finally {
      vi.unstubAllEnvs()
    }
  })

  it('that is refused names the constraint, whatever language the server speaks', async () => {
    const refused = await db.read`${RAISED}`.catch((error: unknown) => error)
    expect(constraintOf(refused)).toBe('users_org_id_email_key')
  })
})
