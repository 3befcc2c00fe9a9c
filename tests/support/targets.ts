import { newId, type World } from './world.ts'

const PARAMS = ['orgId', 'userId', 'buildingId', 'unitId', 'assignmentId', 'occupancyId'] as const
export type Param = (typeof PARAMS)[number]
/** An id for every parameter that a path can have. */
export type Ids = Readonly<Record<Param, string>>

/** The parameters of a path, from the outside in. @throws when this file does not know how to make one */
export const paramsOf = (path: string): Param[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => {
    const param = PARAMS.find((known) => known === name)
    if (param === undefined) throw new Error(`targets.ts does not know {${name}} of ${path}`)
    return param
  })

/** What stands inside a building is asked for only after the building itself. */
export const isInner = (param: Param): boolean => ['unitId', 'assignmentId', 'occupancyId'].includes(param)

export const fill = (path: string, ids: Ids): string =>
  paramsOf(path).reduce((filled, param) => filled.replace(`{${param}}`, ids[param]), path)

/** New things of this org, those that the path names; the other ids are absent ones. */
export async function makeTargets(world: World, path: string): Promise<Ids> {
  const named = new Set(paramsOf(path))
  const make = async (param: Param, one: () => Promise<string>) => (named.has(param) ? await one() : newId())
  const buildingId = await make('buildingId', () => world.building())
  return {
    orgId: world.orgId,
    buildingId,
    userId: await make('userId', () => world.user({ roles: ['viewer'] })),
    unitId: await make('unitId', () => world.unit(buildingId)),
    assignmentId: await make('assignmentId', async () => world.assign(await world.user(), buildingId, 'STAFF')),
    occupancyId: await make('occupancyId', async () => world.occupy(await world.user(), buildingId)),
  }
}
