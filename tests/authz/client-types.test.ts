import type { Asked } from '@latchkey/shared/authz/asked'
import type { AuthzClient } from '@latchkey/shared/authz/client'
import { requirePermission } from '@latchkey/shared/authz/middleware'
import type { PermissionKey } from '@latchkey/shared/permissions'
import { expect, expectTypeOf, it } from 'vitest'

const subject = { type: 'user', id: '1' }
const resource = { type: 'building', id: '2' } as const
const action = { name: 'units.read' } as const

/** Compiled, never run: a line below that compiles without its mark fails `tsc`. */
export const misspelt = (client: AuthzClient) => [
  // @ts-expect-error there is no such permission key
  client.check({ subject, resource, action: { name: 'units.raed' } }),
  // @ts-expect-error there is no such permission key
  client.checkAll([{ subject, resource, action: { name: 'unit.read' } }]),
  // @ts-expect-error there is no such permission key
  client.searchSubjects({ resource, action: { name: 'units' } }),
  // @ts-expect-error there is no such permission key
  client.searchResources({ subject, action: { name: 'UNITS.READ' }, type: 'building' }),
  // @ts-expect-error there is no such permission key
  requirePermission(client, 'units.paint', () => resource),
  // @ts-expect-error there is no such type of resource
  client.check({ subject, action, resource: { type: 'garden', id: '2' } }),
]

it('a permission key that is misspelt does not compile, and one that is not does', () => {
  const asked: Asked = { subject, action, resource }
  expect(asked.action.name).toBe('units.read')
  expectTypeOf<Asked['action']['name']>().toEqualTypeOf<PermissionKey>()
  expectTypeOf<Parameters<AuthzClient['check']>[0]>().toEqualTypeOf<Asked>()
})
