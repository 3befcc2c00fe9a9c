import { onBuilding, onOrg, overBuildings } from '../access/guard.ts'
import { created, noContent, ok } from '../http/answer.ts'
import { endpoint } from '../http/endpoint.ts'
import { PageQuery } from '../http/page.ts'
import { Building, BuildingDetail, BuildingPage, ChangeBuilding, CreateBuilding } from './schema.ts'
import { changeBuilding, createBuilding, deleteBuilding, getBuilding, listBuildings } from './service.ts'

const tag = 'Buildings'

export const buildingRoutes = [
  endpoint({
    method: 'get',
    path: '/org/buildings',
    tag,
    summary: 'The buildings the caller may read',
    access: overBuildings('buildings.read'),
    query: PageQuery,
    answers: { 200: BuildingPage },
    run: async (ctx, { query }) => ok(await listBuildings(ctx, query)),
  }),
  endpoint({
    method: 'post',
    path: '/org/buildings',
    tag,
    summary: 'Create a building',
    access: onOrg('buildings.write'),
    body: CreateBuilding,
    answers: { 201: Building },
    run: async (ctx, { body }) => {
      const building = await createBuilding(ctx, body)
      return created(building, `/org/buildings/${building.id}`)
    },
  }),
  endpoint({
    method: 'get',
    path: '/org/buildings/{buildingId}',
    tag,
    summary: 'A building and how many of its units are occupied',
    access: onBuilding('buildings.read'),
    answers: { 200: BuildingDetail },
    run: async (ctx) => ok(await getBuilding(ctx)),
  }),
  endpoint({
    method: 'patch',
    path: '/org/buildings/{buildingId}',
    tag,
    summary: 'Change a building',
    access: onBuilding('buildings.write'),
    body: ChangeBuilding,
    answers: { 200: Building },
    run: async (ctx, { body }) => ok(await changeBuilding(ctx, body)),
  }),
  endpoint({
    method: 'delete',
    path: '/org/buildings/{buildingId}',
    tag,
    summary: 'Delete a building without units, and its assignments with it',
    access: onBuilding('buildings.write'),
    answers: { 204: null },
    errors: ['building_not_empty'],
    run: async (ctx) => {
      await deleteBuilding(ctx)
      return noContent()
    },
  }),
]
