import { onBuilding, onOrg, overBuildings } from '../access/guard.ts'
import { created, noContent, ok } from '../http/answer.ts'
import { endpoint } from '../http/endpoint.ts'
import {
  Building,
  BuildingDetail,
  BuildingPage,
  BuildingQuery,
  BuildingsQuery,
  ChangeBuilding,
  CreateBuilding,
} from './schema.ts'
import { changeBuilding, createBuilding, deleteBuilding, getBuilding, listBuildings } from './service.ts'

const tag = 'Buildings'

export const buildingRoutes = [
  endpoint({
    method: 'get',
    path: '/org/buildings',
    tag,
    operationId: 'listBuildings',
    summary: 'The buildings the caller may read',
    description: 'Only those on which the key holds, by a global role, an assignment or an occupancy.',
    access: overBuildings('buildings.read'),
    query: BuildingsQuery,
    answers: { 200: BuildingPage },
    run: async (ctx, { query }) => ok(await listBuildings(ctx, query)),
  }),
  endpoint({
    method: 'post',
    path: '/org/buildings',
    tag,
    operationId: 'createBuilding',
    summary: 'Create a building',
    description: 'A time zone is a name of the IANA database.',
    access: onOrg('buildings.write'),
    body: CreateBuilding,
    answers: { 201: Building },
    resource: BuildingDetail,
    run: async (ctx, { body }) => {
      const building = await createBuilding(ctx, body)
      return created(building, `/org/buildings/${building.id}`)
    },
  }),
  endpoint({
    method: 'get',
    path: '/org/buildings/{buildingId}',
    tag,
    operationId: 'getBuilding',
    summary: 'A building and how many of its units are occupied',
    description: 'With how many of its units there are, and how many are occupied.',
    access: onBuilding('buildings.read'),
    query: BuildingQuery,
    answers: { 200: BuildingDetail },
    resource: BuildingDetail,
    run: async (ctx, { query }) => ok(await getBuilding(ctx, query)),
  }),
  endpoint({
    method: 'patch',
    path: '/org/buildings/{buildingId}',
    tag,
    operationId: 'changeBuilding',
    summary: 'Change a building',
    description: 'Members that are absent stay as they are.',
    access: onBuilding('buildings.write'),
    body: ChangeBuilding,
    answers: { 200: Building },
    resource: BuildingDetail,
    run: async (ctx, { body }) => ok(await changeBuilding(ctx, body)),
  }),
  endpoint({
    method: 'delete',
    path: '/org/buildings/{buildingId}',
    tag,
    operationId: 'deleteBuilding',
    summary: 'Delete a building without units, and its assignments with it',
    description: 'Assignments go with it; with units it stays.',
    access: onBuilding('buildings.write'),
    answers: { 204: null },
    resource: BuildingDetail,
    errors: ['building_not_empty'],
    run: async (ctx) => {
      await deleteBuilding(ctx)
      return noContent()
    },
  }),
]
