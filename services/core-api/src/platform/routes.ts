import { CREDENTIAL_ERRORS } from '../credentials/credential.ts'
import { accepted, created, ok } from '../http/answer.ts'
import { endpoint } from '../http/endpoint.ts'
import { PageQuery } from '../http/page.ts'
import { Accepted } from '../http/responses.ts'
import { platformAccess, platformAdminAccess, platformOrgAccess } from './guard.ts'
import { CreateAdmin, CreatedOrg, CreateOrg, OrgAdmin, OrgPage } from './schema.ts'
import { createAdmin, createOrg, listOrgs, resetAdminPassword } from './service.ts'

const tag = 'Platform'

export const platformRoutes = [
  endpoint({
    method: 'post',
    path: '/platform/orgs',
    tag,
    operationId: 'createOrg',
    summary: 'Create an organisation, with its first admin when one is given',
    description:
      'Makes an organisation. The slug follows from the name unless it is given; an admin without a password gets a generated one, shown once.',
    access: platformAccess,
    body: CreateOrg,
    answers: { 201: CreatedOrg },
    errors: ['slug_exists', ...CREDENTIAL_ERRORS],
    run: async (ctx, { body }) => created(await createOrg(ctx, body)),
  }),
  endpoint({
    method: 'get',
    path: '/platform/orgs',
    tag,
    operationId: 'listOrgs',
    summary: 'Every organisation',
    description: 'Every organisation, in the order of creation.',
    access: platformAccess,
    query: PageQuery,
    answers: { 200: OrgPage },
    run: async (ctx, { query }) => ok(await listOrgs(ctx, query)),
  }),
  endpoint({
    method: 'post',
    path: '/platform/orgs/{orgId}/admins',
    tag,
    operationId: 'createOrgAdmin',
    summary: 'Give an organisation another admin',
    description: 'Makes a user with the role org_admin, who can sign in at once and must change the password first.',
    access: platformOrgAccess,
    body: CreateAdmin,
    answers: { 201: OrgAdmin },
    errors: ['email_exists', ...CREDENTIAL_ERRORS],
    run: async (ctx, { body }) => created(await createAdmin(ctx, ctx.org.id, body)),
  }),
  endpoint({
    method: 'post',
    path: '/platform/orgs/{orgId}/admins/{userId}/password-reset',
    tag,
    operationId: 'sendOrgAdminPasswordReset',
    summary: 'Send an admin of an organisation a mail with a link to a new password',
    description:
      'For an organisation whose admins have all lost their passwords. Somebody who is not org_admin there is not found.',
    access: platformAdminAccess,
    answers: { 202: Accepted },
    errors: ['user_invited', 'user_disabled'],
    run: async (ctx) => {
      await resetAdminPassword(ctx)
      return accepted()
    },
  }),
]
