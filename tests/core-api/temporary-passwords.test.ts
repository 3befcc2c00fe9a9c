import { describe, expect, it } from 'vitest'
import { bearer, OTHER_PASSWORD, PASSWORD } from '../support/accounts.ts'
import { answerOf, problemOf } from '../support/answers.ts'
import type { Reply } from '../support/http.ts'
import { outstandingLink } from '../support/links.ts'
import { movedClock } from '../support/moved-clock.ts'
import { inBuilding, setScene } from '../support/scene.ts'
import { unique } from '../support/world.ts'

const WEEK_MS = 7 * 24 * 60 * 60 * 1000
const { clock, later } = movedClock()
const { world, api, admin } = await setScene({ clock })
const { anonymous } = api

const login = (email: string, password: string) => anonymous.post('/api/auth/login', { email, password })
const person = () => ({ email: `${unique('temporary')}@example.test`, name: 'Somebody' })
const building = await world.building()
const resident = async (more: object) => ({ ...person(), unitId: await world.unit(building), ...more })

const WAYS: [who: string, make: (more: object) => Promise<Reply>][] = [
  ['a user', (more) => admin.post('/api/users', { ...person(), ...more })],
  ['a resident', async (more) => admin.post(inBuilding(building, '/residents'), await resident(more))],
  ['an admin', (more) => api.platform.post(`/api/platform/orgs/${world.orgId}/admins`, { ...person(), ...more })],
]

describe.each(WAYS)('the generated password of %s', (_, make) => {
  it('ends after seven days: a sign-in is then refused like one with a wrong password', async () => {
    const made = await make({})
    const [email, password] = [made.str('email'), made.str('temporaryPassword')]
    expect((await later(WEEK_MS - 1, () => login(email, password))).status).toBe(200)
    const refused = await later(WEEK_MS, () => login(email, password))
    expect(answerOf(refused)).toEqual([401, 'invalid_credentials'])
    expect(problemOf(refused)).toEqual(problemOf(await login(email, 'a wrong password')))
  })

  it('does not end when it was chosen by whoever made the account', async () => {
    const made = await make({ password: PASSWORD })
    expect((await later(100 * WEEK_MS, () => login(made.str('email'), PASSWORD))).status).toBe(200)
  })
})

describe('a generated password', () => {
  it('that was changed in time does not end', async () => {
    const made = await admin.post('/api/users', person())
    const [id, email, currentPassword] = [made.str('id'), made.str('email'), made.str('temporaryPassword')]
    const self = await api.as(world.orgId, id)
    const body = { currentPassword, newPassword: OTHER_PASSWORD }
    expect((await self.post('/api/auth/change-password', body)).status).toBe(200)
    expect((await later(WEEK_MS, () => login(email, OTHER_PASSWORD))).status).toBe(200)
  })

  it('that has ended is no current password either, in a session from before', async () => {
    const made = await admin.post('/api/users', person())
    const body = { currentPassword: made.str('temporaryPassword'), newPassword: OTHER_PASSWORD }
    const session = await login(made.str('email'), body.currentPassword)
    const refreshToken = session.str('refreshToken')
    const next = await later(WEEK_MS, () => anonymous.post('/api/auth/refresh', { refreshToken }))
    const change = ({ str }: Reply) => anonymous.post('/api/auth/change-password', body, bearer(str('accessToken')))
    expect(answerOf(await later(WEEK_MS, () => change(next)))).toEqual([400, 'invalid_current_password'])
    expect((await change(session)).status).toBe(200)
  })

  it('that has ended is replaced by a link to a new one, which does not end', async () => {
    const made = await admin.post('/api/users', person())
    const token = await outstandingLink(world, made.str('id'), { kind: 'PASSWORD_RESET' })
    const body = { token, password: OTHER_PASSWORD }
    const session = await anonymous.post('/api/auth/password-reset/complete', body)
    expect([session.status, session.at('user.mustChangePassword')]).toEqual([200, false])
    expect((await later(WEEK_MS, () => login(made.str('email'), OTHER_PASSWORD))).status).toBe(200)
  })
})
