import type { Client, Result, Session } from '@latchkey/client'
import type { PermissionKey } from '@latchkey/shared/permissions'

export type Me = Result<'getMe'>
type MyAccess = Result<'getMyAccess'>

/** What the person may do, from `/api/me/access` alone: buttons are drawn from it. */
export interface Rights {
  readonly org: ReadonlySet<PermissionKey>
  /** In one of the buildings that were asked about. */
  in(buildingId: string): ReadonlySet<PermissionKey>
}

/** One request of one person for a page. */
export interface Visit {
  /** The public API in this process, with the tokens of the person. */
  readonly client: Client
  readonly param: (name: string) => string
  readonly query: URLSearchParams
  /** What the form sent; empty for a GET. */
  readonly form: URLSearchParams
  /** Path and query of the page. */
  readonly url: string
  me(): Promise<Me>
  /** Asked once, however many parts of the page want to know. */
  rights(buildingIds?: readonly string[]): Promise<Rights>
  /** The session as it is to be kept, where that has changed. */
  readonly change: () => { readonly session: Session | undefined } | undefined
}

const rightsOf = ({ org, items }: MyAccess): Rights => {
  const byId = new Map(items.map(({ buildingId, permissionKeys }) => [buildingId, new Set(permissionKeys)]))
  return { org: new Set(org.permissionKeys), in: (id) => byId.get(id) ?? new Set() }
}

/** The questions of every page about who it is for, each asked once. */
export function askedOnce({ api }: Client): Pick<Visit, 'me' | 'rights'> {
  let me: Promise<Me> | undefined
  const known = new Map<string, Promise<Rights>>()
  return {
    me: () => {
      me ??= api.getMe()
      return me
    },
    rights: (buildingIds) => {
      // The rights in the org come with any answer.
      const [first] = known.values()
      if (buildingIds === undefined && first !== undefined) return first
      const key = (buildingIds ?? []).join()
      const asked =
        known.get(key) ?? api.getMyAccess({ query: { buildingId: [...(buildingIds ?? [])] } }).then(rightsOf)
      known.set(key, asked)
      return asked
    },
  }
}
