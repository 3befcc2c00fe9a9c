import type { DecisionPoint, Found, Slice } from '@latchkey/authz/decision-point'
import type { Question } from '@latchkey/shared/authz/contract'

/** The fixed little policy that a decision point is judged on. */
const SUBJECTS = ['alice', 'bob']
const RECORDS: Record<string, string> = { 'record-1': 'active', 'record-2': 'archived' }
const ROLES: Record<string, string> = { bob: 'admin' }

type Tuple = Pick<Question, 'subject' | 'action' | 'resource'>

const permits = ({ subject, action, resource }: Tuple): boolean => {
  const known = subject.type === 'user' && SUBJECTS.includes(subject.id)
  if (!known || resource.type !== 'record' || RECORDS[resource.id] === undefined) return false
  const role = subject.properties?.['role'] ?? ROLES[subject.id]
  const status = resource.properties?.['status'] ?? RECORDS[resource.id]
  const isAlice = subject.id === 'alice'
  switch (action.name) {
    case 'read':
      return isAlice || resource.id === 'record-1'
    case 'write':
      return status === 'archived' ? role === 'admin' : isAlice
    case 'delete':
      return isAlice && action.properties?.['soft'] === true
    default:
      return false
  }
}

const page = <Result>(results: readonly Result[], { after = '0', limit }: Slice): Found<Result> => {
  const end = Number(after) + limit
  return { results: results.slice(Number(after), end), next: end < results.length ? String(end) : undefined }
}

const users = SUBJECTS.map((id) => ({ type: 'user', id }))
const records = Object.keys(RECORDS).map((id) => ({ type: 'record', id }))
const actions = ['read', 'write', 'delete'].map((name) => ({ name }))

export const fixture: DecisionPoint = {
  evaluate: async (questions) => questions.map((question) => ({ decision: permits(question) })),
  searchSubjects: async ({ subject, action, resource }, slice) => {
    const found = users.filter((user) =>
      permits({ subject: { ...subject, ...user, type: subject.type }, action, resource }),
    )
    return page(found, slice)
  },
  searchResources: async ({ subject, action, resource }, slice) => {
    const found = records.filter((record) =>
      permits({ subject, action, resource: { ...resource, ...record, type: resource.type } }),
    )
    return page(found, slice)
  },
  searchActions: async ({ subject, resource }, slice) =>
    page(
      actions.filter((action) => permits({ subject, action, resource })),
      slice,
    ),
}
