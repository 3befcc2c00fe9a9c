import type { Item } from '@latchkey/client'
import type { Outcome } from '../page.ts'
import { type Override, putOverride } from '../people/overrides.ts'
import type { Visit } from '../visit.ts'

const back = ({ param }: Visit): string => `/console/buildings/${param('buildingId')}/access/${param('userId')}`
const granted = (visit: Visit): Outcome => ({ to: back(visit), done: 'granted' })

/** What the buttons beside a refusal do. */
export const giveActions = {
  giveRole: async (visit: Visit): Promise<Outcome> => {
    const { client, param, form } = visit
    await client.api.assignRoles({ path: { userId: param('userId') }, body: { roleKeys: [form.get('roleKey') ?? ''] } })
    return granted(visit)
  },
  assign: async (visit: Visit): Promise<Outcome> => {
    const { client, param, form } = visit
    // safe because the API refuses what is none of the types
    const type = (form.get('type') ?? '') as Item<'listAssignments'>['type']
    const path = { buildingId: param('buildingId') }
    await client.api.createAssignment({ path, body: { userId: param('userId'), type } })
    return granted(visit)
  },
  allow: async (visit: Visit): Promise<Outcome> => {
    // safe because the API refuses what is no key
    const permissionKey = (visit.form.get('permissionKey') ?? '') as Override['permissionKey']
    await putOverride(visit, { permissionKey, effect: 'ALLOW' })
    return granted(visit)
  },
  clear: async (visit: Visit): Promise<Outcome> => {
    await putOverride(visit)
    return { to: back(visit), done: 'override-cleared' }
  },
}
