import { applyMigrations } from './apply.ts'
import { withClient } from './client.ts'
import { createShadow } from './shadow.ts'

const DEFINITIONS = `
  SELECT pg_get_indexdef(i.indexrelid) AS definition FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid
  WHERE i.indpred IS NOT NULL AND t.relnamespace = 'public'::regnamespace`

async function partialIndexesOf(url: string): Promise<ReadonlySet<string>> {
  const { rows } = await withClient(url, (client) => client.query<{ definition: string }>(DEFINITIONS))
  return new Set(rows.map(({ definition }) => definition))
}

/** Those of the migrations, as a database has them on which nothing else was done. */
async function partialIndexesDue(url: string): Promise<ReadonlySet<string>> {
  const shadow = await createShadow(url)
  try {
    await applyMigrations(shadow.url)
    return await partialIndexesOf(shadow.url)
  } finally {
    await shadow.drop()
  }
}

/** How the partial indexes of a database differ from those of the migrations: Prisma sees none. Empty when they agree. */
export async function partialIndexDrift(url: string): Promise<string> {
  const [due, there] = [await partialIndexesDue(url), await partialIndexesOf(url)]
  const missing = [...due]
    .filter((definition) => !there.has(definition))
    .map((definition) => `-- missing: ${definition}`)
  const more = [...there].filter((definition) => !due.has(definition)).map((definition) => `${definition};`)
  return [...missing, ...more].map((line) => `${line}\n`).join('')
}
