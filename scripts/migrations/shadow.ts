import { randomUUID } from 'node:crypto'
import { withClient } from './client.ts'

/** An empty database on the server of another. */
export interface Shadow {
  readonly name: string
  readonly url: string
  /** Whoever is still connected is cut off. */
  drop(): Promise<void>
}

/** Needs the right to create a database. */
export async function createShadow(url: string): Promise<Shadow> {
  const name = `latchkey_shadow_${randomUUID().replaceAll('-', '')}`
  const run = async (sql: string) => {
    await withClient(url, (client) => client.query(sql))
  }
  await run(`CREATE DATABASE ${name} TEMPLATE template0`)
  const drop = () => run(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
  return { name, url: Object.assign(new URL(url), { pathname: `/${name}` }).href, drop }
}
