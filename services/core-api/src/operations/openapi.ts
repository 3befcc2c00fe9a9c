import { OpenAPIHono } from '@hono/zod-openapi'
import { withoutDefaults } from '@latchkey/shared/http/openapi-defaults'
import { type Samples, withExamples } from '@latchkey/shared/http/openapi-examples'
import type { Endpoint } from '../http/endpoint.ts'
import { TAGS } from '../http/tags.ts'

const info = {
  title: 'Latchkey core-api',
  version: '0.1.0',
  description: `Organisations, people, buildings, units, assignments and occupancy.

What a route demands stands in its description and, as a permission key, in \`x-permission\`; \`GET /api/permissions\` explains
the keys, \`GET /api/me/access\` tells which of them the caller holds, in the organisation and in each building that is
named; a 403 names the missing one. A thing of another organisation is not found. Failures are
\`application/problem+json\`: \`code\` is stable, \`detail\` is for people. Lists are read page by page, each with the
\`nextCursor\` of the one before.`,
  contact: { name: 'Latchkey' },
}

const tags = Object.entries(TAGS).map(([name, description]) => ({ name, description }))

const [BUILDING, UNIT] = ['0198c2f4-6d1b-7c3a-9f20-3b5d8e7a1c44', '0198c2f4-6d1b-7c3a-9f20-3b5d8e7a1c45']
const PROVISIONED = {
  orgRoleKeys: ['viewer'],
  buildingAssignments: [{ buildingId: BUILDING, type: 'STAFF' }],
  resident: { buildingId: BUILDING, unitId: UNIT },
}

const BY_ROLE = { code: 'global_permission', via: { role: 'viewer' } }

/** What stands in the examples, where the form of a member does not say it. */
const SAMPLES: Samples = new Map<string, unknown>([
  ['name', 'Ada Marsh'],
  ['Org.name', 'Harbour Homes'],
  ['CreateOrg.name', 'Harbour Homes'],
  ['organizations', [{ slug: 'harbour-homes', name: 'Harbour Homes' }]],
  ['slug', 'harbour-homes'],
  ['Login.org', 'harbour-homes'],
  ['RequestReset.org', 'harbour-homes'],
  ['Building.name', 'Pier 1'],
  ['CreateBuilding.name', 'Pier 1'],
  ['ChangeBuilding.name', 'Pier 1'],
  ['BuildingDetail.name', 'Pier 1'],
  ['buildingName', 'Pier 1'],
  ['address', 'Quay 1'],
  ['city', 'Bremen'],
  ['country', 'Germany'],
  ['timezone', 'Europe/Berlin'],
  ['label', '101'],
  ['unitLabel', '101'],
  ['notes', 'Faces the harbour'],
  ['email', 'ada@example.com'],
  ['pendingEmail', 'ada.marsh@example.com'],
  ['password', 'a harbour full of boats'],
  ['currentPassword', 'a harbour full of boats'],
  ['newPassword', 'seven gulls on the pier'],
  ['plannedEndAt', '2031-12-31T23:00:00.000Z'],
  ['temporaryPassword', 'wDqQ7Yb3nMfTzK5uXhRa'],
  ['token', 'Zk3vP0aXyN8rQ1sWc5uTjB7dLm2hGf4e'],
  ['refreshToken', 'Zk3vP0aXyN8rQ1sWc5uTjB7dLm2hGf4e'],
  ['accessToken', 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIwMTk4In0.c2lnbmF0dXJl'],
  ['userAgent', 'Firefox'],
  ['requestId', '0198c2f4-6d1b-7c3a-9f20-3b5d8e7a1c43'],
  ['action', 'user.created'],
  ['before', null],
  ['after', { name: 'Ada Marsh' }],
  ['permissionKey', 'units.read'],
  ['orgRoleKeys', ['viewer']],
  ['startsAt', '2031-03-01T00:00:00.000Z'],
  ['endsAt', '2031-06-01T00:00:00.000Z'],
  ['reason', 'Covers for a colleague'],
  ['UserInBuilding.items', [{ permissionKey: 'units.read', decision: true, reason: BY_ROLE }]],
  ['CreateUser', { email: 'ada@example.com', name: 'Ada Marsh', sendInvite: true, roleKeys: ['viewer'] }],
  ['AssignRoles', { roleKeys: ['viewer'], mode: 'add' }],
  ['ignored', []],
  ['Provision.identity', { email: 'ada@example.com', name: 'Ada Marsh', sendInvite: true }],
  ['Provision.grants', PROVISIONED],
])

/** The OpenAPI 3.1 document of the API, with every path below /api. */
export function describeApi(endpoints: readonly Endpoint[]): object {
  const described = new OpenAPIHono()
  const { openAPIRegistry } = described
  for (const { describe } of endpoints) describe(openAPIRegistry)
  openAPIRegistry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
  })
  const platformKey = { type: 'apiKey', in: 'header', name: 'X-Platform-Key' } as const
  openAPIRegistry.registerComponent('securitySchemes', 'platformKey', platformKey)
  const document = described.getOpenAPI31Document({ openapi: '3.1.1', info, servers: [{ url: '/' }], tags })
  return withExamples(withoutDefaults(document), SAMPLES)
}
