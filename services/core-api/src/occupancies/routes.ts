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
    operationId: 'listOccupancies',
    summary: 'Who lives in a building, or lived there',
    description: 'ACTIVE ones unless another status, or ALL, is asked for.',
    access: onBuilding('occupancy.read'),
    query: OccupancyQuery,
    answers: { 200: OccupancyPage },
    run: async (ctx, { query }) => ok(await listOccupancies(ctx, query)),
  }),
  endpoint({
    method: 'post',
    path: occupancies,
    tag,
    operationId: 'startOccupancy',
    summary: 'Start an occupancy in a free unit',
    description: 'Periods of one unit never overlap; the refusal names the period in the way.',
    access: onBuilding('occupancy.write'),
    body: CreateOccupancy,
    answers: { 201: Occupancy },
    resource: Occupancy,
    errors: ['unit_not_in_building', 'user_not_in_org', 'user_disabled', 'unit_occupied'],
    run: async (ctx, { body }) => created(await createOccupancy(ctx, body)),
  }),
  endpoint({
    method: 'post',
    path: `${occupancies}/{occupancyId}/end`,
    tag,
    operationId: 'endOccupancy',
    summary: 'End an occupancy; ending it again changes nothing',
    description: 'Now, or at a moment that has passed. Ending one that has ended changes nothing.',
    access: onOccupancy('occupancy.write'),
    body: EndOccupancy,
    bodyOptional: true,
    answers: { 200: Occupancy },
    resource: Occupancy,
    run: async (ctx, { body }) => ok(await endOccupancy(ctx, body)),
  }),
]
