import { signIn } from '../../scripts/api/operator.ts'
import { importPeople, type Options, type Told } from '../../scripts/people-import/import-people.ts'
import { account, PASSWORD } from './accounts.ts'
import { type Fetch, listeningCoreApi } from './listening-core-api.ts'
import type { Scene } from './scene.ts'
import type { UserOptions } from './world.ts'
import { unique } from './world.ts'

/** Where rows are provisioned. */
const PROVISION = '/api/org/users/provision'

/** Somebody who imports, over HTTP, with a password. */
export interface Importer {
  readonly id: string
  readonly email: string
  readonly slug: string
  readonly url: string
  run(file: string, options?: Partial<Options>): Promise<Told[]>
}

/** `around` may stand in the way of the requests. */
export async function importer(scene: Scene, options: UserOptions = {}, around?: (fetch: Fetch) => Fetch) {
  const { api, world, db } = scene
  const { id, email } = await account(world, { roles: ['org_admin'], ...options })
  const url = await listeningCoreApi(api, around)
  const { rows } = await db.query<{ slug: string }>('SELECT slug FROM orgs WHERE id = $1', [world.orgId])
  const slug = rows[0]?.slug ?? ''
  const operator = await signIn(url, { email, password: PASSWORD, org: slug })
  if (operator === undefined) throw new Error(`${email} cannot sign in`)
  const run: Importer['run'] = (file, over) =>
    importPeople(operator, new TextEncoder().encode(file), { dryRun: false, atOnce: 4, ...over })
  return { id, email, slug, url, run }
}

/** Answers each request to provision after it was done as `answer` says: with the true answer, or another. */
export const afterProvisioning =
  (answer: (response: Response, count: number) => Promise<Response> | Response) =>
  (fetch: Fetch): Fetch => {
    let count = 0
    return async (request, env) => {
      const response = await fetch(request, env)
      if (!request.url.endsWith(PROVISION)) return response
      count += 1
      return answer(response, count)
    }
  }

/** Keeps the first request to provision waiting until so many others are answered. */
export const firstAfter =
  (others: number) =>
  (fetch: Fetch): Fetch => {
    const answered = Promise.withResolvers<void>()
    let [asked, count] = [0, 0]
    return async (request, env) => {
      if (!request.url.endsWith(PROVISION)) return fetch(request, env)
      asked += 1
      if (asked === 1) await answered.promise
      const response = await fetch(request, env)
      count += 1
      if (count >= others) answered.resolve()
      return response
    }
  }

const HEADER = 'email,name,roles,building,assignments,unit'
export const file = (...rows: string[]): string => `${[HEADER, ...rows].join('\n')}\n`

/** What was told of each row beforehand, and what became of it: the code of a conflict, else the action. */
export const expectedOf = (told: readonly Told[]) => told.map(({ expected }) => expected.code ?? expected.action)
export const outcomesOf = (told: readonly Told[]) => told.map(({ outcome }) => outcome?.code ?? outcome?.action)

/** A building with units, named as in a file. */
export const placeIn =
  ({ db, world }: Scene) =>
  async (labels: readonly string[]) => {
    const id = await world.building()
    const name = unique('Haus')
    await db.query('UPDATE buildings SET name = $1 WHERE id = $2', [name, id])
    const units = await Promise.all(labels.map(() => world.unit(id)))
    for (const [at, label] of labels.entries()) {
      await db.query('UPDATE units SET label = $1 WHERE id = $2', [label, units[at]])
    }
    return { id, name, units }
  }

export const people = (count: number): string[] => Array.from({ length: count }, () => `${unique('p')}@example.test`)
