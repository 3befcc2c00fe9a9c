import type { TestCoreApi } from './core-api.ts'
import type { Http } from './http.ts'
import { newId, unique } from './world.ts'

/** Somebody of the story, who signed in with a password of their own. */
export interface Player {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly http: Http
}

/** An org that the platform founded, and its first admin. */
export interface Founded {
  readonly orgId: string
  readonly slug: string
  readonly admin: Player
}

/** A password nobody uses twice. */
const newPassword = (): string => `story-${newId()}`

/** The same requests, as whoever holds this token. */
function withToken(http: Http, token: string): Http {
  const authorization = `Bearer ${token}`
  return {
    get: (path, headers) => http.get(path, { authorization, ...headers }),
    delete: (path, headers) => http.delete(path, { authorization, ...headers }),
    post: (path, body, headers) => http.post(path, body, { authorization, ...headers }),
    put: (path, body, headers) => http.put(path, body, { authorization, ...headers }),
    patch: (path, body, headers) => http.patch(path, body, { authorization, ...headers }),
    raw: (path, init) => http.raw(path, { ...init, headers: { authorization, ...init.headers } }),
  }
}

interface Credentials {
  readonly email: string
  readonly password: string
  readonly org: string
}

export async function signIn({ anonymous }: TestCoreApi, credentials: Credentials): Promise<Http> {
  const session = await anonymous.post('/api/auth/login', credentials)
  return withToken(anonymous, session.str('accessToken'))
}

/** Changes the password, which signs in anew. */
export async function changePassword(http: Http, currentPassword: string): Promise<Http> {
  const session = await http.post('/api/auth/change-password', { currentPassword, newPassword: newPassword() })
  return withToken(http, session.str('accessToken'))
}

/** The platform founds an org with an admin, whose password is still the one that was given. */
export async function found(api: TestCoreApi, name: string) {
  const slug = unique(name.toLowerCase().replace(' ', '-'))
  const password = newPassword()
  const admin = { name: `Admin of ${name}`, email: `admin@${slug}.test`, password }
  const made = await api.platform.post('/api/platform/orgs', { name, slug, admin })
  return { made, slug, credentials: { email: admin.email, password, org: slug } }
}

/** The same, when the admin has settled in: signed in and changed the password. */
export async function foundAndSettle(api: TestCoreApi, name: string): Promise<Founded> {
  const { made, slug, credentials } = await found(api, name)
  const http = await changePassword(await signIn(api, credentials), credentials.password)
  const { email } = credentials
  return {
    orgId: made.str('org.id'),
    slug,
    admin: { id: made.str('admin.userId'), name: `Admin of ${name}`, email, http },
  }
}

/** The admin creates a user, who signs in with the temporary password and changes it. */
export async function hire(
  api: TestCoreApi,
  { slug, admin }: Founded,
  name: string,
  roleKeys: string[] = [],
): Promise<Player> {
  const email = `${unique('player')}@${slug}.test`
  const made = await admin.http.post('/api/users', { name, email, roleKeys })
  const password = made.str('temporaryPassword')
  const http = await changePassword(await signIn(api, { email, password, org: slug }), password)
  return { id: made.str('id'), name, email, http }
}

/** Creates a thing and answers its id. */
export async function create(http: Http, path: string, body: object): Promise<string> {
  return (await http.post(path, body)).str('id')
}

/** Building A1 of the story, with units 101 and 102. */
export async function buildA1({ http }: Player) {
  const id = await create(http, '/api/org/buildings', { name: 'A1' })
  const path = `/api/org/buildings/${id}`
  const unit101 = await create(http, `${path}/units`, { label: '101', floor: 1 })
  const unit102 = await create(http, `${path}/units`, { label: '102', floor: 1 })
  return { id, path, unit101, unit102 }
}
