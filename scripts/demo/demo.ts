import { type Client, createClient, LatchkeyError } from '@latchkey/client'
import { signIn } from '../api/operator.ts'
import { showProgress } from '../api/progress.ts'
import { type Passwords, passwordsOf } from './accounts.ts'
import { COLLEAGUES, OWNER, RESIDENT } from './cast.ts'
import { makeHistory, STAY_COUNT } from './history.ts'
import { makeHomes } from './homes.ts'
import { disableTheGone, emailOf, isComplete, makePeople, PEOPLE_COUNT } from './people.ts'

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
async function settle(baseUrl: string, org: string, email: string, passwords: Passwords): Promise<Client> {
  const settled = await signIn(baseUrl, { email, org, password: passwords.final })
  if (settled !== undefined) return settled.client
  const currentPassword = passwords.initial(email)
  const fresh = await signIn(baseUrl, { email, org, password: currentPassword })
  if (fresh === undefined) throw new Error(`${email} has another password by now: give another --org`)
  await fresh.client.api.changePassword({ body: { currentPassword, newPassword: passwords.final } })
  return fresh.client
}

async function makeOrg(baseUrl: string, platformKey: string, slug: string, email: string, password: string) {
  const body = { name: 'Harbour & Linden Homes', slug, admin: { name: OWNER.name, email, password } }
  try {
    await createClient({ baseUrl, platformKey }).api.createOrg({ body })
  } catch (error) {
    if (!(error instanceof LatchkeyError) || error.code !== 'slug_exists') throw error
  }
}

/**
 * Fills an org that looks real through the public API; what an earlier run has made is left as it is.
 * @throws LatchkeyError, UnreachableError, or Error when the org of this slug is somebody else's
 */
export async function makeDemo(baseUrl: string, platformKey: string, slug: string): Promise<Demo> {
  const passwords = passwordsOf(platformKey, slug)
  const guides = [OWNER, ...COLLEAGUES, RESIDENT].flatMap(({ name, shows }) =>
    shows === undefined ? [] : [{ email: emailOf(slug, name), shows }],
  )
  const answer = { password: passwords.final, guides }
  const owner = emailOf(slug, OWNER.name)
  await makeOrg(baseUrl, platformKey, slug, owner, passwords.initial(owner))
  const admin = await settle(baseUrl, slug, owner, passwords)
  if (await isComplete(admin, slug)) return { made: false, ...answer }
  const homes = await makeHomes(admin)
  const making = { admin, slug, passwords, homes }
  const progress = showProgress('people, moves and sign-ins', PEOPLE_COUNT + STAY_COUNT + guides.length)
  try {
    const ids = await makePeople(making, progress.step)
    await makeHistory(admin, homes, ids, progress.step)
    for (const { email } of guides) {
      await settle(baseUrl, slug, email, passwords)
      progress.step()
    }
    await disableTheGone(making, ids)
    return { made: true, ...answer }
  } finally {
    progress.end()
  }
}
