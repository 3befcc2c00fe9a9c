import type { Bench } from '../../bench.ts'
import { get, post, type Requests, type WireRequest, writeRequests } from '../../load/requests.ts'
import { type BulkOrg, emailOf } from '../../seed/bulk-org.ts'
import { idOf, type Kind } from '../../seed/ids.ts'
import { send, signIn } from '../../seed/password.ts'
import { assertFull, goingOnAfter, nextOfList, nextOfSearch } from '../last-page.ts'

/** Who asks, where. */
export interface Party {
  readonly bulk: BulkOrg
  /** The number of the caller. */
  readonly user: number
  readonly headers: { readonly authorization: string }
  /** Of the org_admin. */
  readonly adminHeaders: { readonly authorization: string }
  /** Items on a page: as many as there are on the smaller side. */
  readonly limit: number
  /** The empty units from here on are theirs to fill. */
  readonly firstEmptyUnit: number
  id(kind: Kind, n: number): string
}

type Chosen = Pick<Party, 'bulk' | 'user' | 'limit'> & { readonly firstEmptyUnit?: number }

const ADMIN = 0

export async function party(bench: Bench, chosen: Chosen): Promise<Party> {
  const { bulk, user } = chosen
  const headers = await signIn(bench, bulk.slug, emailOf(user))
  const adminHeaders = user === ADMIN ? headers : await signIn(bench, bulk.slug, emailOf(ADMIN))
  return { firstEmptyUnit: 0, ...chosen, headers, adminHeaders, id: (kind, n) => idOf(bulk.number, kind, n) }
}

/** What is asked of one service, and by which requests. */
export interface Asking {
  readonly service: 'authz' | 'coreApi'
  readonly requests: Requests
  readonly onceEach?: boolean
}

const write = (bench: Bench, { bulk, user }: Party, requests: readonly WireRequest[]): Requests =>
  writeRequests(bench.folder, `${bulk.slug}-${user}`, requests)

/** The first page of a list, or the last when it is told what that comes after. */
export async function listPage(bench: Bench, who: Party, path: string, after?: string): Promise<Asking> {
  const { coreApi } = await bench.services()
  const first = `${path}${path.includes('?') ? '&' : '?'}limit=${who.limit}`
  const answer = await send(coreApi.url + first, who.headers)
  assertFull(answer, who.limit, first)
  const next = nextOfList(answer)
  // The smaller side may have one page only, which is its last too.
  const asked = after === undefined || next === '' ? first : `${first}&cursor=${goingOnAfter(next, after)}`
  if (after !== undefined) {
    const last = await send(coreApi.url + asked, who.headers)
    assertFull(last, who.limit, asked)
    if (nextOfList(last) !== '') throw new Error(`${asked} is not the last page`)
  }
  return { service: 'coreApi', requests: write(bench, who, [get(asked, who.headers)]) }
}

/** Likewise of a search. */
export async function searchPage(
  bench: Bench,
  who: Party,
  path: string,
  search: object,
  after?: string,
): Promise<Asking> {
  const { authz, environments } = await bench.services()
  const headers = { authorization: `Bearer ${environments.authzKey}` }
  const first = { ...search, page: { limit: who.limit } }
  const answer = await send(authz.url + path, headers, first)
  assertFull(answer, who.limit, path)
  const next = nextOfSearch(answer)
  const isLast = after !== undefined && next !== ''
  const asked = isLast ? { ...search, page: { limit: who.limit, token: goingOnAfter(next, after) } } : first
  if (after !== undefined) {
    const last = await send(authz.url + path, headers, asked)
    assertFull(last, who.limit, path)
    if (nextOfSearch(last) !== '') throw new Error(`${path}: not the last page`)
  }
  return { service: 'authz', requests: write(bench, who, [{ text: post(path, headers, asked) }]) }
}

/** A question about somebody that is to be permitted. */
export async function question(
  bench: Bench,
  who: Party,
  asked: { readonly person: number; readonly key: string; readonly building: number },
): Promise<Asking> {
  const { environments } = await bench.services()
  const headers = { authorization: `Bearer ${environments.authzKey}`, 'x-request-id': '1' }
  const subject = { type: 'user', id: who.id('user', asked.person) }
  const resource = { type: 'building', id: who.id('building', asked.building) }
  const request = {
    text: post('/authz/check', headers, { subject, action: { name: asked.key }, resource }),
    decisions: 't',
  }
  return { service: 'authz', requests: write(bench, who, [request]) }
}
