import type { Result } from '@latchkey/client'
import type { Visit } from '../visit.ts'

export type Override = Result<'listPermissionOverrides'>['overrides'][number]

/** Those of the person whose page it is, those that begin later included. */
export async function readOverrides({ client, param }: Visit): Promise<readonly Override[]> {
  const path = { userId: param('userId') }
  const { overrides } = await client.api.listPermissionOverrides({ path, query: { include: 'scheduled' } })
  return overrides
}

/** Puts these in place of the override of the key in the form. The API takes all of a person's at once: the others stay. */
export async function putOverride(
  visit: Visit,
  ...instead: readonly (Pick<Override, 'permissionKey' | 'effect'> & {
    readonly startsAt?: string
    readonly endsAt?: string
    readonly reason?: string
  })[]
): Promise<void> {
  const { client, param, form } = visit
  const others = (await readOverrides(visit)).filter(({ permissionKey }) => permissionKey !== form.get('permissionKey'))
  const path = { userId: param('userId') }
  await client.api.replacePermissionOverrides({ path, body: { overrides: [...others, ...instead] } })
}
