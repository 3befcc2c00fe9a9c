import { onBuilding } from '../access/guard.ts'
import { ok } from '../http/answer.ts'
import { endpoint } from '../http/endpoint.ts'
import { PageQuery } from '../http/page.ts'
import { BuildingAccessPage } from './schema.ts'
import { listBuildingAccess } from './service.ts'

export const buildingAccessRoutes = [
  endpoint({
    method: 'get',
    path: '/org/buildings/{buildingId}/access',
    tag: 'Buildings',
    operationId: 'listBuildingAccess',
    summary: 'Who may do what in a building, and through which grant',
    description: '`via` names the grants that each person’s keys come from, in the words of authz.',
    access: onBuilding('building.assignments.read'),
    query: PageQuery,
    answers: { 200: BuildingAccessPage },
    run: async (ctx, { query }) => ok(await listBuildingAccess(ctx, query)),
  }),
]
