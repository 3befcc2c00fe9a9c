import { accordingToBody } from '../access/guard.ts'
import { CREDENTIAL_ERRORS } from '../credentials/credential.ts'
import { created, ok } from '../http/answer.ts'
import { endpoint } from '../http/endpoint.ts'
import { Provision, Provisioned } from './schema.ts'
import { mayProvision, provision } from './service.ts'

export const provisioningRoutes = [
  endpoint({
    method: 'post',
    path: '/org/users/provision',
    tag: 'Users',
    operationId: 'provisionUser',
    summary: 'Create or link a user with any combination of roles, assignments and an occupancy, in one call',
    description:
      'One transaction: all of it or nothing, and the same again when it is sent again. Each part needs the permission of the single call: `users.write` for a new person, `roles.assign` for roles, `building.assignments.write` and `occupancy.write` on the building.',
    access: accordingToBody,
    body: Provision,
    answers: { 200: Provisioned, 201: Provisioned },
    errors: [
      'unknown_role',
      'building_not_in_org',
      'unit_not_in_building',
      'from_unit_not_occupied',
      'credential_required',
      'unsupported_mode',
      'self_change',
      'grant_exceeds_authority',
      'email_exists',
      'user_disabled',
      'unit_occupied',
      'ambiguous_move',
      ...CREDENTIAL_ERRORS,
    ],
    mayStill: (ctx, { body }) => mayProvision(ctx, body),
    run: async (ctx, { body }) => {
      const provisioned = await provision(ctx, body)
      return provisioned.created ? created(provisioned, `/users/${provisioned.user.id}`) : ok(provisioned)
    },
  }),
]
