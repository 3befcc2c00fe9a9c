import { publicAccess, selfAccess } from '../access/access.ts'
import { ok } from '../http/answer.ts'
import { endpoint } from '../http/endpoint.ts'
import { changePassword } from './change-password.ts'
import { login } from './login.ts'
import { me } from './me.ts'
import { ChangePassword, Login, Me, Session } from './schema.ts'

const tag = 'Auth'

export const authRoutes = [
  endpoint({
    method: 'post',
    path: '/auth/login',
    tag,
    summary: 'Sign in',
    access: publicAccess,
    body: Login,
    answers: { 200: Session },
    errors: ['invalid_credentials', 'organization_selection_required'],
    run: async (ctx, { body }) => ok(await login(ctx, body)),
  }),
  endpoint({
    method: 'post',
    path: '/auth/change-password',
    tag,
    summary: 'Change the own password',
    access: selfAccess,
    body: ChangePassword,
    answers: { 200: Session },
    errors: ['invalid_current_password', 'weak_password'],
    run: async (ctx, { body }) => ok(await changePassword(ctx, body)),
  }),
  endpoint({
    method: 'get',
    path: '/auth/me',
    tag,
    summary: 'The caller: roles, effective permissions, assignments and occupancies',
    access: selfAccess,
    answers: { 200: Me },
    errors: ['authorization_unavailable'],
    run: async (ctx) => ok(await me(ctx)),
  }),
]
