import type { Cast } from './cast.ts'
import { ANYBODY, call, field, items, type Reply } from './client.ts'
import type { Mails } from './mails.ts'
import { createPlayer, newPassword, type Player } from './people.ts'
import type { Story } from './story.ts'

const whoOf = (session: Reply) => ({ token: field(session, 'accessToken') })
const unauthorized = { status: 401, code: 'unauthorized' }

/** Somebody who comes back: what the steps need of them. */
interface Returning {
  readonly player: Player
  readonly email: string
  readonly password: string
}

/** Who lost the password comes back by mail, and nobody learns whether an address is known. */
async function playReset(
  story: Story,
  { slug }: Cast,
  mails: Mails,
  player: Player,
  email: string,
): Promise<Returning> {
  const password = newPassword()
  const ask = (address: string) => call(ANYBODY, 'requestPasswordReset', { body: { email: address, org: slug } })
  const complete = (token: string, chosen = password) =>
    call(ANYBODY, 'completePasswordReset', { body: { token, password: chosen } })
  const shows = { status: 202, shows: '{}', show: (reply: Reply) => JSON.stringify(reply.body) }
  await story.step('somebody unknown lost the password', ask(`unknown@${slug}.example`), shows)
  await story.step('so did Lena', ask(email), shows)
  const token = await mails.tokenTo(email, 'reset-password')
  const weak = complete(token, 'password1234')
  await story.step('the link takes no weak password', weak, { status: 400, code: 'weak_password' })
  await story.step('Lena chooses a new password', complete(token), { status: 200 })
  await story.step('the link worked once', complete(token), { status: 400, code: 'reset_invalid' })
  await story.step('her session from before is over', call(player, 'getMe'), unauthorized)
  return { player, email, password }
}

/** Sessions are listed and ended by their owner, and ended by an admin. */
async function playDevices(story: Story, { slug, adminA }: Cast, { player, email, password }: Returning) {
  const login = call(ANYBODY, 'signIn', { body: { email, password, org: slug } })
  const [phone, page] = [await story.send(login), await story.send(login)]
  const list = await story.step('Lena lists her sessions', call(whoOf(page), 'listOwnSessions'), {
    ...{ status: 200, shows: 'false, false, true' },
    show: (reply) => items(reply, 'current').join(', '),
  })
  const lost = items(list, 'id')[1] ?? ''
  await story.step('and ends that of the phone', call(whoOf(page), 'endOwnSession', { path: { sessionId: lost } }), {
    status: 204,
  })
  await story.step('the phone is signed out', call(whoOf(phone), 'getMe'), unauthorized)
  const everywhere = call(adminA, 'endUserSessions', { path: { userId: player.id } })
  await story.step('admin signs her out everywhere', everywhere, { status: 204 })
  await story.step('the page is signed out too', call(whoOf(page), 'getMe'), unauthorized)
}

/** A new address counts once the mail to it is confirmed. */
async function playAddress(story: Story, cast: Cast, mails: Mails, { player, email, password }: Returning) {
  const { slug, adminA } = cast
  const next = `lena.new@${slug}.example`
  const login = (address: string) => call(ANYBODY, 'signIn', { body: { email: address, password, org: slug } })
  const who = whoOf(await story.send(login(email)))
  const move = (address: string) => call(who, 'changeOwnEmail', { body: { email: address, password } })
  const taken = move(`plain@${slug}.example`)
  await story.step('an address that a colleague has', taken, { status: 409, code: 'email_exists' })
  await story.step('Lena gives a new address', move(next), { status: 202 })
  const user = call(adminA, 'getUser', { path: { userId: player.id } })
  await story.step('it is pending', user, { status: 200, shows: next, show: (reply) => field(reply, 'pendingEmail') })
  const confirm = call(ANYBODY, 'confirmEmail', { body: { token: await mails.tokenTo(next, 'confirm-email') } })
  await story.step('she confirms it', confirm, { status: 204 })
  await story.step('it counts', login(next), { status: 200 })
  await story.step('the old one does not', login(email), { status: 401, code: 'invalid_credentials' })
}

const DONE = [
  ...['user.password_reset_requested', 'user.email_changed', 'user.email_change_requested'],
  ...['user.sessions_ended', 'user.session_ended', 'user.password_reset', 'user.password_reset_requested'],
  ...['user.password_changed', 'user.created'],
]

/** The way back in: a lost password, a lost phone, a new address. */
export async function playWayBack(story: Story, cast: Cast, mails: Mails, platformKey: string): Promise<void> {
  const { slug, adminA, adminB } = cast
  const player = await createPlayer(story, adminA, slug, 'lena')
  const lena = await playReset(story, cast, mails, player, `lena@${slug}.example`)
  await playDevices(story, cast, lena)
  await playAddress(story, cast, mails, lena)
  const send = call(adminA, 'sendUserPasswordReset', { path: { userId: player.id } })
  await story.step('admin sends her a link, and never sees it', send, { status: 202 })
  const orgB = field(await story.send(call(adminB, 'getMe')), 'org.id')
  const path = { orgId: orgB, userId: adminB.id }
  const sendB = call({ platformKey }, 'sendOrgAdminPasswordReset', { path })
  await story.step('the platform sends one to admin B', sendB, { status: 202 })
  const log = call(adminA, 'listAuditEvents', { query: { target: player.id } })
  await story.step('what was done to Lena, the latest first', log, {
    ...{ status: 200, shows: DONE.join(', ') },
    show: (reply) => items(reply, 'action').join(', '),
  })
}
