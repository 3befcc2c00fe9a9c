import { type Item, LatchkeyError } from '@latchkey/client'
import type { Visit } from '../visit.ts'

/** The names of those who did something, as far as they can be read: somebody may be gone. */
export async function actorNames(
  visit: Visit,
  events: readonly Item<'listAuditEvents'>[],
): Promise<ReadonlyMap<string, string>> {
  const { org } = await visit.rights()
  const ids = [...new Set(events.flatMap(({ actor }) => actor.userId ?? []))]
  if (!org.has('users.read')) return new Map()
  const nameOf = async (userId: string): Promise<[string, string][]> => {
    try {
      const { name } = await visit.client.api.getUser({ path: { userId } })
      return [[userId, name]]
    } catch (error) {
      if (error instanceof LatchkeyError && error.code === 'not_found') return []
      throw error
    }
  }
  return new Map((await Promise.all(ids.map(nameOf))).flat())
}
