import { onBuilding, onOccupancy } from '../access/guard.ts'
import { created, ok } from '../http/answer.ts'
import { endpoint } from '../http/endpoint.ts'
import { CreateOccupancy, EndOccupancy, Occupancy, OccupancyPage, OccupancyQuery } from './schema.ts'
import { createOccupancy, endOccupancy, listOccupancies } from './service.ts'

const tag = 'Occupancies'
const occupancies = '/org/buildings/{buildingId}/occupancies'

export const occupancyRoutes = [
  endpoint({
    method: 'get',
    path: occupancies,
    tag,
    summary: 'Who lives in a building, or lived there',
    access: onBuilding('occupancy.read'),
    query: OccupancyQuery,
    answers: { 200: OccupancyPage },
    run: async (ctx, { query }) => ok(await listOccupancies(ctx, query)),
  }),
  endpoint({
    method: 'post',
    path: occupancies,
    tag,
    summary: 'Start an occupancy in a free unit',
    access: onBuilding('occupancy.write'),
    body: CreateOccupancy,
    answers: { 201: Occupancy },
    errors: ['unit_not_in_building', 'user_not_in_org', 'user_disabled', 'unit_occupied'],
    run: async (ctx, { body }) => created(await createOccupancy(ctx, body)),
  }),
  endpoint({
    method: 'post',
    path: `${occupancies}/{occupancyId}/end`,
    tag,
    summary: 'End an occupancy; ending it again changes nothing',
    access: onOccupancy('occupancy.write'),
    body: EndOccupancy,
    bodyOptional: true,
    answers: { 200: Occupancy },
    run: async (ctx, { body }) => ok(await endOccupancy(ctx, body)),
  }),
]
