import type { Pool } from 'pg'
import { PASSWORD } from './accounts.ts'
import type { TestCoreApi } from './core-api.ts'
import type { Http, Reply } from './http.ts'
import type { ProvisionBody } from './provision.ts'
import { type Answer, BUILDINGS, type Call, type Caller, type World as Model, UNITS } from './provision-model.ts'
import type { Random } from './random.ts'
import { createWorld, newId, unique } from './world.ts'

/** A small org, whose buildings, units and people have the names that the model gives them. */
export interface SmallOrg {
  readonly orgId: string
  readonly callers: Readonly<Record<Caller, Http>>
  idOf(name: string): string
  nameOf(id: unknown): string
  emailOf(person: string): string
}

const ABSENT = ['C', 'C1']

export async function smallOrg(api: TestCoreApi, db: Pool): Promise<SmallOrg> {
  const world = await createWorld(db)
  const ids = new Map<string, string>(ABSENT.map((name) => [name, newId()]))
  for (const building of BUILDINGS) ids.set(building, await world.building())
  const idOf = (name: string) => ids.get(name) ?? `no id of ${name}`
  for (const unit of UNITS) ids.set(unit, await world.unit(idOf(unit.slice(0, 1))))
  const ofA = await world.user()
  await world.assign(ofA, idOf('A'), 'BUILDING_ADMIN')
  const domain = `${unique('small')}.test`
  return {
    orgId: world.orgId,
    callers: {
      org_admin: await api.as(world.orgId, await world.user({ roles: ['org_admin'] })),
      admin: await api.as(world.orgId, await world.user({ roles: ['admin'] })),
      'admin of A': await api.as(world.orgId, ofA),
    },
    idOf,
    nameOf: (id) => [...ids].find(([, known]) => known === id)?.[0] ?? String(id),
    emailOf: (person) => `${person}@${domain}`,
  }
}

/** Any call, mostly a good one. */
export function drawCall({ chance, pick, some }: Random): Call {
  const building = () => (chance(0.03) ? 'C' : pick(BUILDINGS))
  const assignment = () => ({ building: building(), type: pick(['STAFF', 'MANAGER', 'BUILDING_ADMIN']) })
  const home = () => {
    const unit = chance(0.03) ? 'C1' : pick(UNITS)
    const move = chance(0.5)
    const from = move && chance(0.35) ? { from: pick(UNITS) } : {}
    return { building: chance(0.95) ? unit.slice(0, 1) : pick(BUILDINGS), unit, move, ...from }
  }
  return {
    by: pick(['org_admin', 'org_admin', 'admin', 'admin of A'] as const),
    email: pick(['ann', 'bob', 'cleo']),
    name: pick(['One Name', 'Another']),
    ...{ password: chance(0.1), sendInvite: chance(0.7) },
    roles: chance(0.4) ? some(['viewer', 'admin', 'org_admin', ...(chance(0.1) ? ['landlord'] : [])], 3) : [],
    assignments: chance(0.5) ? some([assignment(), assignment(), assignment()], 3) : [],
    ...(chance(0.6) && { resident: home() }),
    ...{ ifEmailExists: chance(0.9) ? 'LINK' : 'ERROR', atomic: !chance(0.02) },
  }
}

export function bodyOf({ idOf, emailOf }: SmallOrg, call: Call): ProvisionBody {
  const { email, name, password, sendInvite, roles, assignments, resident, ifEmailExists, atomic } = call
  const from = resident?.from
  return {
    identity: { email: emailOf(email), name, sendInvite, ...(password && { password: PASSWORD }) },
    grants: {
      orgRoleKeys: roles,
      buildingAssignments: assignments.map(({ building, type }) => ({ buildingId: idOf(building), type })),
      ...(resident && {
        resident: {
          ...{ buildingId: idOf(resident.building), unitId: idOf(resident.unit) },
          mode: resident.move ? 'MOVE' : 'ADD',
          ...(from !== undefined && { fromUnitId: idOf(from) }),
        },
      }),
    },
    mode: { ifEmailExists, atomic },
  }
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

/** The answer in the words of the model; what was left is told by the id of the occupancy that ended. */
export async function toAnswer({ orgId, nameOf }: SmallOrg, db: Pool, reply: Reply): Promise<unknown> {
  if (reply.code !== undefined) return { status: reply.status, code: reply.code }
  const { endedOccupancyId, unitId, created } = Object(reply.at('applied.resident'))
  const statement = 'SELECT unit_id FROM occupancies WHERE org_id = $1 AND id = $2'
  const ended = endedOccupancyId ? (await db.query(statement, [orgId, endedOccupancyId])).rows : []
  const left = ended[0] === undefined ? null : nameOf(ended[0].unit_id)
  return {
    ...{ status: reply.status, userStatus: reply.at('user.status'), name: reply.at('user.name') },
    roles: reply.at('applied.orgRoleKeys'),
    assignments: list(reply.at('applied.buildingAssignments')).map((one) => {
      const { buildingId, type, created: isNew } = Object(one)
      return `${nameOf(buildingId)} ${type} ${isNew}`
    }),
    resident: reply.at('applied.resident') === null ? null : { unit: nameOf(unitId), created, left },
    invite: reply.at('invite.status') ?? null,
    ignored: reply.at('ignored'),
  } satisfies Record<keyof Exclude<Answer, { code: string }>, unknown>
}

/** All that is stored of the people, in words. */
export async function storedIn({ orgId, emailOf, nameOf }: SmallOrg, db: Pool, people: readonly string[]) {
  const rowsOf = async (person: string) => {
    const text = `
      SELECT u.name, u.status, i.generation AS invites, i.status = 'PENDING' AS pending,
        ARRAY(SELECT role_key FROM user_roles r WHERE r.org_id = u.org_id AND r.user_id = u.id) AS roles,
        ARRAY(SELECT building_id || ' ' || type FROM building_assignments a WHERE a.org_id = u.org_id AND a.user_id = u.id) AS assignments,
        ARRAY(SELECT unit_id || ' ' || status FROM occupancies o WHERE o.org_id = u.org_id AND o.resident_user_id = u.id) AS occupancies,
        (SELECT count(*)::int FROM pgboss.job WHERE data->>'inviteId' = i.id::text) AS mails
      FROM users u LEFT JOIN invites i ON i.org_id = u.org_id AND i.user_id = u.id WHERE u.org_id = $1 AND u.email = $2`
    return (await db.query(text, [orgId, emailOf(person)])).rows
  }
  const named = (rows: string[]) => rows.map((row) => row.replace(/^\S+/, nameOf)).toSorted()
  const stored = people.map(async (person) => {
    const rows = (await rowsOf(person)).map(({ invites, pending, roles, assignments, occupancies, ...row }) => ({
      ...row,
      ...{ invites: invites ?? 0, pending: pending ?? false, roles: roles.toSorted() },
      ...{ assignments: named(assignments), occupancies: named(occupancies) },
    }))
    return [person, rows]
  })
  return Object.fromEntries(await Promise.all(stored))
}

/** The same of the model. */
export function keptIn({ people, living }: Model, names: readonly string[]) {
  const kept = names.map((email) => {
    const person = people.get(email)
    if (person === undefined) return [email, []]
    const { name, status, roles, assignments, ended, invites, pending } = person
    const active = UNITS.filter((unit) => living.get(unit) === email).map((unit) => `${unit} ACTIVE`)
    const occupancies = [...ended.map((unit) => `${unit} ENDED`), ...active].toSorted()
    const held = { roles: [...roles].toSorted(), assignments: [...assignments].toSorted(), occupancies }
    return [email, [{ name, status, invites, pending, mails: invites, ...held }]]
  })
  return Object.fromEntries(kept)
}
