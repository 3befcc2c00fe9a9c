import { invited } from './invited.ts'
import { newId, type World } from './world.ts'

const PARAMS = [
  'orgId',
  'userId',
  'sessionId',
  'roleKey',
  'buildingId',
  'unitId',
  'assignmentId',
  'occupancyId',
] as const
export type Param = (typeof PARAMS)[number]
/** An id, or the key of a role, for every parameter that a path can have. */
export type Ids = Readonly<Record<Param, string>>

/** The parameters of a path, from the outside in. @throws when this file does not know how to make one */
export const paramsOf = (path: string): Param[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => {
    const param = PARAMS.find((known) => known === name)
    if (param === undefined) throw new Error(`targets.ts does not know {${name}} of ${path}`)
    return param
  })

/** What is inside a building, or of a user, is looked for only after the building or user itself, and after the right. */
export const isInner = (param: Param): boolean => ['roleKey', 'unitId', 'assignmentId', 'occupancyId'].includes(param)

/** Of no org: the platform's own, or of the catalogue. There is no foreign one. */
export const isOfNoOrg = (param: Param): boolean => ['orgId', 'roleKey'].includes(param)

export const fill = (path: string, ids: Ids): string =>
  paramsOf(path).reduce((filled, param) => filled.replace(`{${param}}`, ids[param]), path)

const ROLE_HELD = 'viewer'

/** The route that the things are made for. */
type Target = Readonly<Record<'method' | 'path', string>>

/**
 * Somebody with a role to take away; where it is about invites or removal somebody invited, about sessions or admins
 * somebody who has or is one.
 */
const makeUser = async (world: World, { method, path }: Target): Promise<string> => {
  if (path.includes('/admins/')) return world.user({ roles: ['org_admin'] })
  const options = { roles: [ROLE_HELD] } as const
  const isRemoved = method.toLowerCase() === 'delete' && path.endsWith('/{userId}')
  if (isRemoved || path.includes('/invite')) return (await invited(world, options)).userId
  const userId = await world.user(options)
  if (path.endsWith('/sessions')) await world.session(userId)
  return userId
}

/** One that lasts; where it is about changing or cancelling, one that is ahead. */
const makeOccupancy = async (world: World, { method }: Target, buildingId: string): Promise<string> => {
  const resident = await world.user()
  const isAhead = ['patch', 'delete'].includes(method.toLowerCase())
  return isAhead ? world.book(resident, buildingId) : world.occupy(resident, buildingId)
}

/** New things of this org, those that the path names; the others are absent ones. */
export async function makeTargets(world: World, target: Target): Promise<Ids> {
  const named = new Set(paramsOf(target.path))
  const make = async (param: Param, one: () => Promise<string>) => (named.has(param) ? await one() : newId())
  const buildingId = await make('buildingId', () => world.building())
  return {
    orgId: world.orgId,
    buildingId,
    userId: await make('userId', () => makeUser(world, target)),
    sessionId: newId(),
    roleKey: await make('roleKey', async () => ROLE_HELD),
    unitId: await make('unitId', () => world.unit(buildingId)),
    assignmentId: await make('assignmentId', async () => world.assign(await world.user(), buildingId, 'STAFF')),
    occupancyId: await make('occupancyId', () => makeOccupancy(world, target, buildingId)),
  }
}
