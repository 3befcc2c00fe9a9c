import { CREDENTIAL_ERRORS } from '../credentials/credential.ts'
import { created, ok } from '../http/answer.ts'
import { endpoint } from '../http/endpoint.ts'
import { PageQuery } from '../http/page.ts'
import { platformAccess, platformOrgAccess } from './guard.ts'
import { CreateAdmin, CreatedOrg, CreateOrg, OrgAdmin, OrgPage } from './schema.ts'
import { createAdmin, createOrg, listOrgs } from './service.ts'

const tag = 'Platform'

export const platformRoutes = [
  endpoint({
    method: 'post',
    path: '/platform/orgs',
    tag,
    summary: 'Create an organisation, with its first admin when one is given',
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
    summary: 'Every organisation',
    access: platformAccess,
    query: PageQuery,
    answers: { 200: OrgPage },
    run: async (ctx, { query }) => ok(await listOrgs(ctx, query)),
  }),
  endpoint({
    method: 'post',
    path: '/platform/orgs/{orgId}/admins',
    tag,
    summary: 'Give an organisation another admin',
    access: platformOrgAccess,
    body: CreateAdmin,
    answers: { 201: OrgAdmin },
    errors: ['email_exists', ...CREDENTIAL_ERRORS],
    run: async (ctx, { body }) => created(await createAdmin(ctx, ctx.org.id, body)),
  }),
]
