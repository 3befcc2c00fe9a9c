import type { AccessTokens } from '@latchkey/core-api/sessions/tokens'
import { createDb, type Db } from '@latchkey/shared/db/client'
import type { Pool } from 'pg'
import { afterAll, expect, inject } from 'vitest'
import { PATIENT } from './database.ts'
import { unique } from './world.ts'

interface Waiting {
  /** Somebody stands before the gate, with the transaction of the sign-in open. */
  readonly reached: Promise<void>
  open(): void
}

/** Access tokens whose signing can be made to wait: it is the last thing a sign-in does in its transaction. */
export interface Gate {
  readonly tokens: AccessTokens
  /** The next signing waits until it is let through. */
  close(): Waiting
}

export function gated(tokens: AccessTokens): Gate {
  let closed: { readonly arrive: () => void; readonly opened: Promise<void> } | undefined
  return {
    tokens: {
      ...tokens,
      sign: async (subject) => {
        const gate = closed
        closed = undefined
        gate?.arrive()
        await gate?.opened
        return tokens.sign(subject)
      },
    },
    close() {
      const [arrival, opening] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
      closed = { arrive: arrival.resolve, opened: opening.promise }
      return { reached: arrival.promise, open: opening.resolve }
    },
  }
}

const named = (name: string): string => {
  const url = new URL(inject('databaseUrl'))
  url.searchParams.set('application_name', name)
  return url.href
}

/** A database whose connections can be told from those of all others. Call at the top level of a suite. */
export function namedDb(): { readonly name: string; readonly db: Db } {
  const name = unique('named')
  const db = createDb(named(name), 5, PATIENT)
  afterAll(() => db.$disconnect())
  return { name, db }
}

const HELD_BY = `
  SELECT FROM pg_stat_activity waiting, unnest(pg_blocking_pids(waiting.pid)) AS holding (pid)
  JOIN pg_stat_activity holder USING (pid) WHERE holder.application_name = $1`
const WAITING = `
  SELECT FROM pg_stat_activity WHERE application_name = $1 AND cardinality(pg_blocking_pids(pid)) > 0`

async function untilFound(db: Pool, statement: string, name: string, request: Promise<unknown>): Promise<void> {
  let isOver = false
  const end = () => {
    isOver = true
  }
  void request.then(end, end)
  const isReached = async () => isOver || (await db.query(statement, [name])).rowCount !== 0
  await expect.poll(isReached, { timeout: 10_000, interval: 20 }).toBe(true)
}

/** Until the request waits for a lock that a connection of this name holds, or needed none and is over. */
export const untilHeldBy = (db: Pool, name: string, request: Promise<unknown>): Promise<void> =>
  untilFound(db, HELD_BY, name, request)

/** Until the request, over a connection of this name, waits for a lock of anybody, or needed none and is over. */
export const untilWaiting = (db: Pool, name: string, request: Promise<unknown>): Promise<void> =>
  untilFound(db, WAITING, name, request)

export interface Holder {
  /** The name of its connection. */
  readonly name: string
  query(statement: string, values: readonly string[]): Promise<unknown>
  /** Commits. */
  release(): Promise<unknown>
}

/** Runs `work` while a transaction of its own holds what the statement locks; it ends with the work at the latest. */
export async function holding<Result>(
  db: Pool,
  statement: string,
  values: readonly string[],
  work: (holder: Holder) => Promise<Result>,
): Promise<Result> {
  const name = unique('holder')
  const client = await db.connect()
  const query: Holder['query'] = (text, parameters) => client.query(text, [...parameters])
  try {
    await client.query("SELECT set_config('application_name', $1, false)", [name])
    await client.query('BEGIN')
    await query(statement, values)
    return await work({ name, query, release: () => client.query('COMMIT') })
  } finally {
    client.release(true)
  }
}
