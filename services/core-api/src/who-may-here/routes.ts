import { onBuilding } from '../access/guard.ts'
import { onUserInBuilding } from '../access/user-guards.ts'
import { ok } from '../http/answer.ts'
import { AtQuery } from '../http/at.ts'
import { endpoint } from '../http/endpoint.ts'
import { BuildingAccessPage, BuildingAccessQuery, UserInBuilding } from './schema.ts'
import { explainAccess, listBuildingAccess } from './service.ts'

export const buildingAccessRoutes = [
  endpoint({
    method: 'get',
    path: '/org/buildings/{buildingId}/access',
    tag: 'Buildings',
    operationId: 'listBuildingAccess',
    summary: 'Who may do what in a building, and through which grant',
    description: '`via` names the grants that each person’s keys come from, in the words of authz.',
    access: onBuilding('building.assignments.read'),
    query: BuildingAccessQuery,
    answers: { 200: BuildingAccessPage },
    run: async (ctx, { query }) => ok(await listBuildingAccess(ctx, query)),
  }),
  endpoint({
    method: 'get',
    path: '/org/buildings/{buildingId}/access/{userId}',
    tag: 'Buildings',
    operationId: 'explainUserAccess',
    summary: 'What one user may do in a building and what not, why, and what would change it',
    description: 'Every building key with the reason of authz; a denial names the grants that would turn it around.',
    access: onUserInBuilding('building.assignments.read'),
    query: AtQuery,
    answers: { 200: UserInBuilding },
    run: async (ctx, { query }) => ok(await explainAccess(ctx, query)),
  }),
]
