import { randomBytes } from 'node:crypto'
import { ANYBODY, call, field } from './client.ts'
import type { Story } from './story.ts'

/** A user of the story, signed in, with the password changed. */
export interface Player {
  readonly id: string
  readonly token: string
}

/** A password nobody uses twice. */
export const newPassword = (): string => `walk-${randomBytes(12).toString('hex')}`

const login = (email: string, password: string, org: string) =>
  call(ANYBODY, 'signIn', { body: { email, password, org } })

const change = (token: string, currentPassword: string, password: string) =>
  call({ token }, 'changePassword', { body: { currentPassword, newPassword: password } })

/** Signs in with a password that must be changed, and changes it. */
export async function settle(story: Story, org: string, id: string, email: string, initial: string): Promise<Player> {
  const first = await story.send(login(email, initial, org))
  const changed = await story.send(change(field(first, 'accessToken'), initial, newPassword()))
  return { id, token: field(changed, 'accessToken') }
}

/** Creates a user with a generated password, as an org admin does, and signs them in. */
export async function createPlayer(story: Story, admin: Player, org: string, name: string, roleKeys: string[] = []) {
  const body = { email: `${name}@${org}.example`, name, ...(roleKeys.length > 0 && { roleKeys }) }
  const made = await story.step(`admin creates ${name}`, call(admin, 'createUser', { body }), {
    status: 201,
    shows: 'ACTIVE',
    show: (reply) => field(reply, 'status'),
  })
  return settle(story, org, field(made, 'id'), body.email, field(made, 'temporaryPassword'))
}
