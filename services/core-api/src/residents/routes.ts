import { onBuilding } from '../access/guard.ts'
import { CREDENTIAL_ERRORS } from '../credentials/credential.ts'
import { created, ok } from '../http/answer.ts'
import { endpoint } from '../http/endpoint.ts'
import { PageQuery } from '../http/page.ts'
import { CreatedResident, CreateResident, ResidentPage } from './schema.ts'
import { createResident, listResidents } from './service.ts'

const tag = 'Residents'
const residents = '/org/buildings/{buildingId}/residents'

export const residentRoutes = [
  endpoint({
    method: 'get',
    path: residents,
    tag,
    operationId: 'listResidents',
    summary: 'Who lives in a building',
    description: 'One entry for each ACTIVE occupancy.',
    access: onBuilding('occupancy.read'),
    query: PageQuery,
    answers: { 200: ResidentPage },
    run: async (ctx, { query }) => ok(await listResidents(ctx, query)),
  }),
  endpoint({
    method: 'post',
    path: residents,
    tag,
    operationId: 'createResident',
    summary: 'Create a person and let them move into a free unit, now or from a day on',
    description: 'A user and an occupancy in one transaction. A `startAt` ahead books the unit.',
    access: onBuilding('occupancy.write'),
    body: CreateResident,
    answers: { 201: CreatedResident },
    errors: ['unit_not_in_building', 'email_exists', 'unit_occupied', ...CREDENTIAL_ERRORS],
    run: async (ctx, { body }) => created(await createResident(ctx, body)),
  }),
]
