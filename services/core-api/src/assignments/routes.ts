import { onAssignment, onBuilding } from '../access/guard.ts'
import { created, noContent, ok } from '../http/answer.ts'
import { endpoint } from '../http/endpoint.ts'
import { Assignment, AssignmentPage, AssignmentQuery, CreateAssignment } from './schema.ts'
import { createAssignment, deleteAssignment, listAssignments } from './service.ts'

const tag = 'Assignments'
const assignments = '/org/buildings/{buildingId}/assignments'

export const assignmentRoutes = [
  endpoint({
    method: 'get',
    path: assignments,
    tag,
    operationId: 'listAssignments',
    summary: 'Who is assigned to a building',
    description:
      'With the person who is assigned. What has ended is gone; what has not begun is shown when it is asked for.',
    access: onBuilding('building.assignments.read'),
    query: AssignmentQuery,
    answers: { 200: AssignmentPage },
    run: async (ctx, { query }) => ok(await listAssignments(ctx, query)),
  }),
  endpoint({
    method: 'post',
    path: assignments,
    tag,
    operationId: 'createAssignment',
    summary: 'Assign an active user to a building',
    description:
      'BUILDING_ADMIN is given only by who holds every building key there, and nothing for longer than the own right to give it. One that has a beginning ahead or an end takes the new times instead (200).',
    access: onBuilding('building.assignments.write'),
    body: CreateAssignment,
    answers: { 201: Assignment, 200: Assignment },
    errors: ['user_not_in_org', 'grant_exceeds_authority', 'assignment_exists'],
    run: async (ctx, { body }) => {
      const { assignment, change } = await createAssignment(ctx, body)
      return change === 'created' ? created(assignment) : ok(assignment)
    },
  }),
  endpoint({
    method: 'delete',
    path: `${assignments}/{assignmentId}`,
    tag,
    operationId: 'deleteAssignment',
    summary: 'Take an assignment away',
    description: 'What it granted ends with the next request.',
    access: onAssignment('building.assignments.write'),
    answers: { 204: null },
    run: async (ctx) => {
      await deleteAssignment(ctx)
      return noContent()
    },
  }),
]
