import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'

const Page = z.object({ items: z.array(z.record(z.string(), z.unknown())).min(1) })

/**
 * Proves that two answers are the same page: core-api may say more of an item, never less or something else.
 * @throws Error that names the item
 */
export function assertContains(ours: unknown, byHand: unknown, path: string): void {
  const [found, wanted] = [Page.parse(ours).items, Page.parse(byHand).items]
  if (found.length !== wanted.length) throw new Error(`${path}: ${found.length} items, by hand ${wanted.length}`)
  for (const [index, item] of wanted.entries()) {
    const differs = Object.entries(item).find(([name, value]) => !isDeepStrictEqual(found[index]?.[name], value))
    if (differs !== undefined) throw new Error(`${path}: item ${index} differs from the one by hand in ${differs[0]}`)
  }
}
