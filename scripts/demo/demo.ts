import { createHttp, type Http, UnexpectedReply } from '../api/http.ts'
import { showProgress } from '../api/progress.ts'
import { type Session, signIn } from '../api/session.ts'
import { type Passwords, passwordsOf } from './accounts.ts'
import { COLLEAGUES, OWNER, RESIDENT } from './cast.ts'
import { makeHistory, STAY_COUNT } from './history.ts'
import { makeHomes } from './homes.ts'
import { disableTheGone, emailOf, isComplete, makePeople, PEOPLE_COUNT } from './people.ts'

const CONNECTIONS = 8

/** Somebody as whom one may sign in, and what is seen as them. */
interface Guide {
  readonly email: string
  readonly shows: string
}

export interface Demo {
  /** Whether this call made any of it. */
  readonly made: boolean
  readonly password: string
  readonly guides: readonly Guide[]
}

/** With the final password, whatever has been done before. @throws Error when somebody has changed it since */
async function settle(http: Http, org: string, email: string, passwords: Passwords): Promise<Session> {
  const settled = await signIn(http, { email, org, password: passwords.final })
  if (settled !== undefined) return settled
  const password = passwords.initial(email)
  const fresh = await signIn(http, { email, org, password })
  if (fresh === undefined) throw new Error(`${email} has another password by now: give another --org`)
  return fresh.changePassword(password, passwords.final)
}

async function makeOrg(http: Http, platformKey: string, slug: string, email: string, password: string): Promise<void> {
  const body = { name: 'Harbour & Linden Homes', slug, admin: { name: OWNER.name, email, password } }
  const call = { method: 'POST', path: '/api/platform/orgs', headers: { 'x-platform-key': platformKey }, body } as const
  const reply = await http.send(call)
  if (reply.status !== 201 && reply.status !== 409) throw new UnexpectedReply(call, reply)
}

/**
 * Fills an org that looks real through the public API; what an earlier run has made is left as it is.
 * @throws UnexpectedReply, or Error when the org of this slug is somebody else's
 */
export async function makeDemo(baseUrl: string, platformKey: string, slug: string): Promise<Demo> {
  const http = createHttp(baseUrl, CONNECTIONS)
  const passwords = passwordsOf(platformKey, slug)
  const guides = [OWNER, ...COLLEAGUES, RESIDENT].flatMap(({ name, shows }) =>
    shows === undefined ? [] : [{ email: emailOf(slug, name), shows }],
  )
  const answer = { password: passwords.final, guides }
  try {
    const owner = emailOf(slug, OWNER.name)
    await makeOrg(http, platformKey, slug, owner, passwords.initial(owner))
    const admin = await settle(http, slug, owner, passwords)
    if (await isComplete(admin, slug)) return { made: false, ...answer }
    const homes = await makeHomes(admin)
    const making = { admin, slug, passwords, homes }
    const progress = showProgress('people, moves and sign-ins', PEOPLE_COUNT + STAY_COUNT + guides.length)
    const ids = await makePeople(making, progress.step)
    await makeHistory(admin, homes, ids, progress.step)
    for (const { email } of guides) {
      await settle(http, slug, email, passwords)
      progress.step()
    }
    await disableTheGone(making, ids)
    progress.end()
    return { made: true, ...answer }
  } finally {
    await http.close()
  }
}
