import { connectionTo, UNHURRIED } from '@latchkey/shared/postgres'
import pg from 'pg'
import { afterAll, inject } from 'vitest'
import { makeHostile } from './hostile.ts'
import { unique } from './world.ts'

/** Runs one statement on a connection of its own. */
export async function runOn(url: string, sql: string): Promise<void> {
  const client = new pg.Client(connectionTo(url, UNHURRIED))
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

/** An empty database of its own, for suites that change what all others share; gone when its tests are over. */
export async function scratchDatabase(): Promise<string> {
  const name = unique('scratch').replaceAll('-', '_')
  const admin = inject('databaseUrl')
  await runOn(admin, `CREATE DATABASE ${name} TEMPLATE template0`)
  afterAll(() => runOn(admin, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`))
  const url = new URL(admin)
  url.pathname = `/${name}`
  await makeHostile(url.href)
  return url.href
}
