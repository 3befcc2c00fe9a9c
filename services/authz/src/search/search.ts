import type { FoundAction, FoundEntity } from '@latchkey/shared/authz/search'
import { DomainError, invalid } from '@latchkey/shared/errors'
import { isId } from '@latchkey/shared/ids'
import { isPermissionKey, PERMISSION_KEYS } from '@latchkey/shared/permissions'
import { isResourceType, isStale, judge, SUBJECT_TYPE } from '../decide.ts'
import type { DecisionPoint, Found } from '../decision-point.ts'
import type { Facts, ResourceType } from '../facts.ts'
import { grantsOf } from '../policy/grants.ts'
import type { Place } from './reader.ts'

const NOTHING = { results: [], next: undefined }

const notAPlace = () => invalid('/page/token', 'is not the token of a page of this search')

/** One more than fits was looked for: that there is one says that there is another page. */
const slice = <Row, Result>(
  rows: readonly Row[],
  limit: number,
  result: (row: Row) => Result,
  name: (row: Row) => string,
): Found<Result> => {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  const next = rows.length > limit && last !== undefined ? name(last) : undefined
  return { results: shown.map(result), next }
}

const grantsOn = (key: Parameters<typeof grantsOf>[0], type: ResourceType) =>
  grantsOf(key, type === 'org' ? 'org' : 'building')

/** Who may use a key on a resource. A version belongs to one subject, so `atLeast` says nothing here. */
export const createSearchSubjects = (facts: Facts): DecisionPoint['searchSubjects'] => {
  return async ({ subject, action, resource }, { after, limit }) => {
    if (after !== undefined && !isId(after)) throw notAPlace()
    if (!isPermissionKey(action.name) || !isResourceType(resource.type) || subject.type !== SUBJECT_TYPE) return NOTHING
    const grants = grantsOn(action.name, resource.type)
    if (!grants.asked || !isId(resource.id)) return NOTHING
    const sought = { key: action.name, grants, type: resource.type, resourceId: resource.id }
    const ids = await facts.findSubjects({ ...sought, after, limit: limit + 1 })
    return slice(ids, limit, (id): FoundEntity => ({ type: SUBJECT_TYPE, id }), String)
  }
}

const nameOf = ({ id, buildingId }: Place): string => (buildingId === null ? id : `${buildingId} ${id}`)

const placeOf = (type: ResourceType, name: string): Place => {
  const ids = name.split(' ')
  const [buildingId, id] = type === 'unit' ? [ids[0] ?? null, ids[1]] : [null, ids[0]]
  if (id === undefined || !ids.every(isId) || nameOf({ id, buildingId }) !== name) throw notAPlace()
  return { id, buildingId }
}

/** Where a subject may use a key: units in the order of their buildings. */
export const createSearchResources = (facts: Facts): DecisionPoint['searchResources'] => {
  return async ({ subject, action, resource, context }, { after, limit }) => {
    const { type } = resource
    if (!isPermissionKey(action.name) || !isResourceType(type) || subject.type !== SUBJECT_TYPE) return NOTHING
    const place = after === undefined ? undefined : placeOf(type, after)
    const grants = grantsOn(action.name, type)
    if (!grants.asked || !isId(subject.id)) return NOTHING
    const sought = { key: action.name, grants, type, subjectId: subject.id }
    const found = await facts.findResources({ ...sought, after: place, limit: limit + 1 })
    if (isStale(found, context?.atLeast)) throw new DomainError('stale_replica')
    return slice(found?.places ?? [], limit, ({ id }): FoundEntity => ({ type, id }), nameOf)
  }
}

/** What a subject may do on a resource, in the order of the catalogue. */
export const createSearchActions = (facts: Facts): DecisionPoint['searchActions'] => {
  return async ({ subject, resource, context }, { after, limit }) => {
    if (after !== undefined && !isPermissionKey(after)) throw notAPlace()
    if (!isResourceType(resource.type) || subject.type !== SUBJECT_TYPE) return NOTHING
    const asked = { subjectId: subject.id, type: resource.type, resourceId: resource.id, atLeast: context?.atLeast }
    const [known] = await facts.forQuestions([asked])
    if (isStale(known?.subject, context?.atLeast)) throw new DomainError('stale_replica')
    const rest = PERMISSION_KEYS.slice(after === undefined ? 0 : PERMISSION_KEYS.indexOf(after) + 1)
    const permitted = rest.filter((key) => judge(key, known).decision)
    return slice(permitted, limit, (name): FoundAction => ({ name }), String)
  }
}
