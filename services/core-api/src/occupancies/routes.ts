import { onBuilding, onOccupancy } from '../access/guard.ts'
import { created, noContent, ok } from '../http/answer.ts'
import { endpoint } from '../http/endpoint.ts'
import { ChangeOccupancy, CreateOccupancy, EndOccupancy, Occupancy, OccupancyPage, OccupancyQuery } from './schema.ts'
import {
  cancelOccupancy,
  changeOccupancy,
  createOccupancy,
  endOccupancy,
  getOccupancy,
  listOccupancies,
} from './service.ts'

const tag = 'Occupancies'
const occupancies = '/org/buildings/{buildingId}/occupancies'

export const occupancyRoutes = [
  endpoint({
    method: 'get',
    path: occupancies,
    tag,
    operationId: 'listOccupancies',
    summary: 'Who lives in a building, lived there or will',
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
    summary: 'Start an occupancy in a free unit, or book one ahead',
    description:
      'A `startAt` ahead makes it SCHEDULED: it becomes ACTIVE by itself, and ENDED when its `plannedEndAt` comes. Periods of one unit never overlap; the refusal names the period in the way.',
    access: onBuilding('occupancy.write'),
    body: CreateOccupancy,
    answers: { 201: Occupancy },
    resource: Occupancy,
    errors: ['unit_not_in_building', 'user_not_in_org', 'user_disabled', 'unit_occupied'],
    run: async (ctx, { body }) => {
      const occupancy = await createOccupancy(ctx, body)
      return created(occupancy, `/org/buildings/${occupancy.buildingId}/occupancies/${occupancy.id}`)
    },
  }),
  endpoint({
    method: 'get',
    path: `${occupancies}/{occupancyId}`,
    tag,
    operationId: 'getOccupancy',
    summary: 'An occupancy',
    description: 'Its status is what time says.',
    access: onOccupancy('occupancy.read'),
    answers: { 200: Occupancy },
    resource: Occupancy,
    run: async (ctx) => ok(await getOccupancy(ctx)),
  }),
  endpoint({
    method: 'patch',
    path: `${occupancies}/{occupancyId}`,
    tag,
    operationId: 'changeOccupancy',
    summary: 'Change when an occupancy begins or is to end',
    description:
      '`startAt` only while it is SCHEDULED; a `plannedEndAt` of null takes the planned end away. Members that are absent stay as they are.',
    access: onOccupancy('occupancy.write'),
    body: ChangeOccupancy,
    answers: { 200: Occupancy },
    resource: Occupancy,
    errors: ['occupancy_started', 'occupancy_ended', 'unit_occupied'],
    run: async (ctx, { body }) => ok(await changeOccupancy(ctx, body)),
  }),
  endpoint({
    method: 'delete',
    path: `${occupancies}/{occupancyId}`,
    tag,
    operationId: 'cancelOccupancy',
    summary: 'Cancel an occupancy that has not begun',
    description: 'One that has begun is ended instead, and stays, with its history.',
    access: onOccupancy('occupancy.write'),
    answers: { 204: null },
    resource: Occupancy,
    errors: ['occupancy_started'],
    run: async (ctx) => {
      await cancelOccupancy(ctx)
      return noContent()
    },
  }),
  endpoint({
    method: 'post',
    path: `${occupancies}/{occupancyId}/end`,
    tag,
    operationId: 'endOccupancy',
    summary: 'End an occupancy; ending it again changes nothing',
    description:
      'Now, or at a moment from its start on; one that lies ahead becomes its `plannedEndAt`. Ending one that has ended changes nothing.',
    access: onOccupancy('occupancy.write'),
    body: EndOccupancy,
    bodyOptional: true,
    answers: { 200: Occupancy },
    resource: Occupancy,
    errors: ['unit_occupied'],
    run: async (ctx, { body }) => ok(await endOccupancy(ctx, body)),
  }),
]
