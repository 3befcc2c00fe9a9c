import { isResourceType, type ResourceType, SUBJECT_TYPE } from '@latchkey/shared/authz/contract'
import type { FoundAction, FoundEntity } from '@latchkey/shared/authz/search'
import { invalid } from '@latchkey/shared/errors'
import { isId } from '@latchkey/shared/ids'
import { isPermissionKey, PERMISSION_KEYS, type PermissionKey } from '@latchkey/shared/permissions'
import { evaluatorOf, knownOrThrow } from './decide.ts'
import type { DecisionPoint, Page } from './decision-point.ts'
import type { Facts } from './facts/facts.ts'
import type { FoundResource } from './facts/search-reader.ts'
import { permittingGrants } from './policy/grants.ts'

const NOTHING = { results: [], next: undefined }

const badToken = () => invalid('/page/token', 'is not the token of a page of this search')

/** One more than fits was looked for: that there is one says that there is another page. */
const pageFrom = <Row, Result>(
  rows: readonly Row[],
  limit: number,
  result: (row: Row) => Result,
  position: (row: Row) => string,
): Page<Result> => {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  const next = rows.length > limit && last !== undefined ? position(last) : undefined
  return { results: shown.map(result), next }
}

const grantsOn = (key: PermissionKey, type: ResourceType) =>
  permittingGrants([key], type === 'org' ? 'org' : 'building')

/** Who may use a key on a resource. A version belongs to one subject, so `atLeast` says nothing here. */
export const createSearchSubjects = (facts: Facts): DecisionPoint['searchSubjects'] => {
  return async ({ subject, action, resource }, { after, limit }) => {
    if (after !== undefined && !isId(after)) throw badToken()
    const { type, id: resourceId } = resource
    if (!isPermissionKey(action.name) || !isResourceType(type) || subject.type !== SUBJECT_TYPE) return NOTHING
    const grants = grantsOn(action.name, type)
    if (grants.keys.length === 0 || !isId(resourceId)) return NOTHING
    const ids = await facts.findHolders({ grants, type, resourceId, after, limit: limit + 1 })
    return pageFrom(ids, limit, (id): FoundEntity => ({ type: SUBJECT_TYPE, id }), String)
  }
}

const positionOf = ({ id, buildingId }: FoundResource): string => (buildingId === null ? id : `${buildingId} ${id}`)

const resourceAt = (type: ResourceType, position: string): FoundResource => {
  const ids = position.split(' ')
  const [buildingId, id] = type === 'unit' ? [ids[0] ?? null, ids[1]] : [null, ids[0]]
  if (id === undefined || !ids.every(isId) || positionOf({ id, buildingId }) !== position) throw badToken()
  return { id, buildingId }
}

/** Where a subject may use a key: units in the order of their buildings. */
export const createSearchResources = (facts: Facts): DecisionPoint['searchResources'] => {
  return async ({ subject, action, resource, context }, page) => {
    const { type } = resource
    if (!isPermissionKey(action.name) || !isResourceType(type) || subject.type !== SUBJECT_TYPE) return NOTHING
    const after = page.after === undefined ? undefined : resourceAt(type, page.after)
    const grants = grantsOn(action.name, type)
    if (grants.keys.length === 0 || !isId(subject.id)) return NOTHING
    const query = { grants, type, subjectId: subject.id, after, atLeast: context?.atLeast }
    const found = knownOrThrow(await facts.findResources({ ...query, limit: page.limit + 1 }))
    return pageFrom(found?.resources ?? [], page.limit, ({ id }): FoundEntity => ({ type, id }), positionOf)
  }
}

/** What a subject may do on a resource, in the order of the catalogue. */
export const createSearchActions = (facts: Facts): DecisionPoint['searchActions'] => {
  return async ({ subject, resource, context }, { after, limit }) => {
    if (after !== undefined && !isPermissionKey(after)) throw badToken()
    const { type, id: resourceId } = resource
    if (!isResourceType(type) || subject.type !== SUBJECT_TYPE) return NOTHING
    const { atLeast, orgAtLeast } = context ?? {}
    const [known] = await facts.forQuestions([{ subjectId: subject.id, type, resourceId, atLeast, orgAtLeast }])
    const evaluate = evaluatorOf(knownOrThrow(known))
    const rest = PERMISSION_KEYS.slice(after === undefined ? 0 : PERMISSION_KEYS.indexOf(after) + 1)
    const permitted = rest.filter((key) => evaluate(key).decision)
    return pageFrom(permitted, limit, (name): FoundAction => ({ name }), String)
  }
}
