import { expect } from 'vitest'
import type { Http } from '../support/http.ts'
import { unique } from '../support/world.ts'
import type { Pair } from './stack.ts'

const GIVEN = 'first words of the day'
const OWN = 'other words of the night'

/** Somebody whose password others chose, after changing it: before, nothing else is open. */
async function settleIn({ connect }: Pair, email: string): Promise<Http> {
  const session = await connect().post('/api/auth/login', { email, password: GIVEN })
  expect(session.status, session.text).toBe(200)
  const stranger = connect({ authorization: `Bearer ${session.str('accessToken')}` })
  expect(await stranger.get('/api/org/buildings')).toMatchObject({ status: 403, code: 'password_change_required' })
  const changed = await stranger.post('/api/auth/change-password', { currentPassword: GIVEN, newPassword: OWN })
  expect(changed.status, changed.text).toBe(200)
  return connect({ authorization: `Bearer ${changed.str('accessToken')}` })
}

/** A new org with its admin and a user who holds no grant, both settled in. */
export async function foundOrg(pair: Pair): Promise<{ admin: Http; nobody: Http }> {
  const [adminEmail, nobodyEmail] = [`${unique('admin')}@example.test`, `${unique('nobody')}@example.test`]
  const person = { name: 'Ada', email: adminEmail, password: GIVEN }
  const org = await pair.platform.post('/api/platform/orgs', { name: 'Harbour Homes', admin: person })
  expect(org.status, org.text).toBe(201)
  const admin = await settleIn(pair, adminEmail)
  const user = await admin.post('/api/users', { name: 'Sam', email: nobodyEmail, password: GIVEN })
  expect(user.status, user.text).toBe(201)
  return { admin, nobody: await settleIn(pair, nobodyEmail) }
}
