import type { DecisionPoint, Page, PageRequest } from '@latchkey/authz/decision-point'
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

const page = <Result>(results: readonly Result[], { after = '0', limit }: PageRequest): Page<Result> => {
  const end = Number(after) + limit
  return { results: results.slice(Number(after), end), next: end < results.length ? String(end) : undefined }
}

const users = SUBJECTS.map((id) => ({ type: 'user', id }))
const records = Object.keys(RECORDS).map((id) => ({ type: 'record', id }))
const actions = ['read', 'write', 'delete'].map((name) => ({ name }))

/** No question of the standard. */
const notAsked = () => Promise.reject(new Error('the suite does not ask this'))

export const fixture: DecisionPoint = {
  within: () => fixture,
  evaluate: async (questions) => questions.map((question) => ({ decision: permits(question) })),
  searchSubjects: async ({ subject, action, resource }, request) => {
    const found = users.filter((user) =>
      permits({ subject: { ...subject, ...user, type: subject.type }, action, resource }),
    )
    return page(found, request)
  },
  searchResources: async ({ subject, action, resource }, request) => {
    const found = records.filter((record) =>
      permits({ subject, action, resource: { ...resource, ...record, type: resource.type } }),
    )
    return page(found, request)
  },
  searchActions: async ({ subject, resource }, request) =>
    page(
      actions.filter((action) => permits({ subject, action, resource })),
      request,
    ),
  listAbilities: notAsked,
  listAccess: notAsked,
  subjectAccess: notAsked,
}
