import { accessibleBy, createAuthzClient, InvalidKeyError, type PermissionKey } from '@latchkey/authz-client'
import { requirePermission } from '@latchkey/authz-client/hono'
import { createClient, LatchkeyError } from '@latchkey/client'
import { Hono } from 'hono'

// What somebody writes who has installed both packages. It is compiled and run in an empty project, by each Node, as a module
// and as CommonJS.

const variable = (name: string): string => process.env[name] ?? ''
const url = variable('AUTHZ')

async function asUser() {
  const client = createClient({ baseUrl: variable('CORE_API') })
  const { user } = await client.signIn({ email: variable('EMAIL'), password: variable('PASSWORD') })
  const { id: buildingId } = await client.api.createBuilding({ body: { name: 'Pier 1' } })
  await client.api.createUnit({ path: { buildingId }, body: { label: '101' } })
  const labels: string[] = []
  for await (const unit of client.pages('listUnits', { path: { buildingId } })) labels.push(unit.label)
  const refused = await client.api.deleteBuilding({ path: { buildingId } }).catch((error: unknown) => error)
  const code = refused instanceof LatchkeyError ? refused.code : undefined
  // @ts-expect-error a building has a name
  const nameless: Parameters<typeof client.api.createBuilding>[0] = { body: {} }
  return { userId: user.id, buildingId, labels, code, isTyped: nameless !== undefined }
}

async function asService(id: string, buildingId: string) {
  const authz = createAuthzClient({ url, key: variable('AUTHZ_KEY'), deadlineMs: 10_000 })
  const [subject, resource] = [{ type: 'user', id } as const, { type: 'building', id: buildingId } as const]
  const { decision } = await authz.check({ subject, action: { name: 'units.read' }, resource })
  const [filter] = accessibleBy(await authz.abilities({ subject }), 'units.read').OR
  const stranger = createAuthzClient({ url, key: 'a-key-nobody-gave' })
  const refused = await stranger
    .searchActions({ subject, resource })
    [Symbol.asyncIterator]()
    .next()
    .catch((error) => error)
  const guard = requirePermission(authz, 'units.write', { subject: () => subject, resource: () => resource })
  const app = new Hono().get('/', guard, (c) => c.text('in'))
  // @ts-expect-error a key that the catalogue does not have
  const misspelt: PermissionKey = 'unit.read'
  const isTyped = misspelt.length > 0
  return {
    decision,
    filter,
    isRefused: refused instanceof InvalidKeyError,
    status: (await app.request('/')).status,
    isTyped,
  }
}

async function main(): Promise<void> {
  const { userId, buildingId, ...user } = await asUser()
  process.stdout.write(JSON.stringify({ user, service: await asService(userId, buildingId) }))
}

main().catch((error) => {
  process.stderr.write(String(error?.stack))
  process.exitCode = 1
})
