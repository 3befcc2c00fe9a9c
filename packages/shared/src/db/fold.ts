import type { Db, Tx } from './client.ts'

/** A text as generated columns have it: what people take for the same is the same. */
export async function foldText(db: Db | Tx, text: string): Promise<string> {
  const [row = { folded: '' }] = await db.$queryRaw<{ folded: string }[]>`SELECT fold_text(${text}) AS folded`
  return row.folded
}
