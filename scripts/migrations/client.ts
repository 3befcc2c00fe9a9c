import { connectionTo, UNHURRIED } from '@latchkey/shared/postgres'
import pg from 'pg'

/** One connection for one piece of work. */
export async function withClient<Result>(url: string, use: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client(connectionTo(url, UNHURRIED))
  // A connection lost between two queries: the next query reports it.
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await use(client)
  } finally {
    await client.end()
  }
}
