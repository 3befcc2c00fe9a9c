import { describe, expect, it } from 'vitest'
import { account, bearer, OTHER_PASSWORD, PASSWORD } from '../support/accounts.ts'
import { answerOf, MUST_CHANGE_PASSWORD } from '../support/answers.ts'
import { setScene } from '../support/scene.ts'

const { world, api } = await setScene()
const { anonymous } = api

const CHANGE = '/api/auth/change-password'
const login = (email: string, password: string) => anonymous.post('/api/auth/login', { email, password })
const signsIn = async (email: string, password: string) => (await login(email, password)).status === 200

describe('a password', () => {
  it('is replaced by its owner, who is signed in with the new one and never again with the old one', async () => {
    const { id, email } = await account(world, { mustChangePassword: true })
    const self = await api.as(world.orgId, id)
    const changed = await self.post(CHANGE, { currentPassword: PASSWORD, newPassword: OTHER_PASSWORD })
    expect([changed.status, changed.at('tokenType'), changed.at('user.id')]).toEqual([200, 'Bearer', id])
    expect(changed.at('user.mustChangePassword')).toBe(false)
    const me = await anonymous.get('/api/auth/me', bearer(changed.str('accessToken')))
    expect([me.status, me.at('user.mustChangePassword')]).toEqual([200, false])
    expect([await signsIn(email, PASSWORD), await signsIn(email, OTHER_PASSWORD)]).toEqual([false, true])
  })

  it('stays when the current one is not right', async () => {
    const { id, email } = await account(world)
    const self = await api.as(world.orgId, id)
    const refused = await self.post(CHANGE, { currentPassword: OTHER_PASSWORD, newPassword: OTHER_PASSWORD })
    expect(answerOf(refused)).toEqual([400, 'invalid_current_password'])
    expect([await signsIn(email, PASSWORD), await signsIn(email, OTHER_PASSWORD)]).toEqual([true, false])
  })

  it('is replaced once when two changes come at once: the second no longer knows the current one', async () => {
    const { id, email } = await account(world)
    const self = await api.as(world.orgId, id)
    const wanted = ['first-of-two-wins-this', 'second-of-two-wins-that']
    const replies = await Promise.all(
      wanted.map((newPassword) => self.post(CHANGE, { currentPassword: PASSWORD, newPassword })),
    )
    expect(replies.map(({ status }) => status).toSorted()).toEqual([200, 400])
    expect(replies.find(({ status }) => status === 400)?.code).toBe('invalid_current_password')
    const isIn = await Promise.all(wanted.map((password) => signsIn(email, password)))
    expect(isIn).toEqual(replies.map(({ status }) => status === 200))
  })

  it('is changed by nobody without a token', async () => {
    const body = { currentPassword: PASSWORD, newPassword: OTHER_PASSWORD }
    expect((await anonymous.post(CHANGE, body)).status).toBe(401)
  })
})

describe('a new password is refused as weak when it', async () => {
  const owner = await account(world, { email: 'long-address-of-somebody@example.test' })
  const self = await api.as(world.orgId, owner.id)

  it.each([
    ['has eleven characters', 'k7#Vq2!mZx9'],
    ['has eleven characters of two units each', '🦊🐙🌵🍄🪁🧊🎻🚲🪐🧭🛶'],
    ['has 129 characters', `k7#Vq2!mZx9${'w'.repeat(118)}`],
    ['is a common one', 'password1234'],
    ['is a common one with signs for letters', 'P@ssw0rd1234'],
    ['is a common one twice', 'passwordpassword'],
    ['is a row of keys', 'qwertyuiop12'],
    ['is a row of digits', '123456789012'],
    ['is one letter', 'aaaaaaaaaaaaaaaa'],
    ['is the email', owner.email],
    ['is the email in another case', owner.email.toUpperCase()],
    ['is the current one', PASSWORD],
  ])('%s', async (_, newPassword) => {
    const refused = await self.post(CHANGE, { currentPassword: PASSWORD, newPassword })
    expect(answerOf(refused)).toEqual([400, 'weak_password'])
    expect(refused.at('errors.0.pointer')).toBe('/newPassword')
    expect(await signsIn(owner.email, PASSWORD)).toBe(true)
  })

  it.each([
    ['has twelve characters', 'k7#Vq2!mZx9r'],
    ['has twelve characters of two units each', '🦊🐙🌵🍄🪁🧊🎻🚲🪐🧭🛶🏔'],
    ['has 128 characters', 'k7#Vq2!mZx9r'.repeat(11).slice(0, 128)],
  ])('nothing is wrong with it: it is taken when it %s', async (_, newPassword) => {
    const { id, email } = await account(world)
    const changed = await (await api.as(world.orgId, id)).post(CHANGE, { currentPassword: PASSWORD, newPassword })
    expect(changed.status).toBe(200)
    expect(await signsIn(email, newPassword)).toBe(true)
  })
})

describe('a user who must change the password', async () => {
  const { id, email } = await account(world, { roles: ['org_admin'], mustChangePassword: true })
  const self = await api.as(world.orgId, id)

  it('signs in and reads the own profile', async () => {
    expect((await login(email, PASSWORD)).at('user.mustChangePassword')).toBe(true)
    const me = await self.get('/api/auth/me')
    expect([me.status, me.at('user.mustChangePassword'), me.at('roleKeys')]).toEqual([200, true, ['org_admin']])
  })

  it('reads and writes once it is changed, and not before', async () => {
    const use = async (headers = {}) => [
      await self.get('/api/users', headers),
      await self.post('/api/org/buildings', { name: 'A1' }, headers),
    ]
    expect((await use()).map(answerOf)).toEqual([MUST_CHANGE_PASSWORD, MUST_CHANGE_PASSWORD])
    const changed = await self.post(CHANGE, { currentPassword: PASSWORD, newPassword: OTHER_PASSWORD })
    expect((await use(bearer(changed.str('accessToken')))).map(({ status }) => status)).toEqual([200, 201])
  })
})
