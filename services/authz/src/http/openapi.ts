import { AccessListPage, AccessListQuestion } from '@latchkey/shared/authz/access-list'
import { Abilities, AbilitiesQuestion, Decision, Decisions, Entity, Question } from '@latchkey/shared/authz/contract'
import { BATCH_LIMIT } from '@latchkey/shared/authz/limits'
import { ActionSearch, FoundActions, FoundEntities, ResourceSearch, SubjectSearch } from '@latchkey/shared/authz/search'
import { SubjectAccess, SubjectAccessQuestion } from '@latchkey/shared/authz/subject-access'
import { withoutDefaults } from '@latchkey/shared/http/openapi-defaults'
import { type Samples, withExamples } from '@latchkey/shared/http/openapi-examples'
import { ERROR_CODES, statusOf } from '@latchkey/shared/problem'
import { z } from 'zod'
import { Evaluations } from './evaluations.ts'

const Problem = z.object({
  ...{ type: z.string(), title: z.string(), status: z.int(), detail: z.string(), code: z.enum(ERROR_CODES) },
  requestId: z.string(),
  errors: z.array(z.object({ pointer: z.string(), message: z.string() })).optional(),
})

const Metadata = z.object({
  policy_decision_point: z.string(),
  access_evaluation_endpoint: z.string(),
  access_evaluations_endpoint: z.string(),
  search_subject_endpoint: z.string(),
  search_resource_endpoint: z.string(),
  search_action_endpoint: z.string(),
})

const SCHEMAS = {
  ...{ Entity, Question, Decision, Evaluations, Decisions, SubjectSearch, ResourceSearch, ActionSearch },
  ...{ FoundEntities, FoundActions, AbilitiesQuestion, Abilities, AccessListQuestion, AccessListPage },
  ...{ SubjectAccessQuestion, SubjectAccess },
  ...{ Metadata, Problem },
}
type SchemaName = keyof typeof SCHEMAS

const refTo = (name: string) => ({ $ref: `#/components/schemas/${name}` })

/** The schemas as JSON Schema, each once. */
function componentSchemas() {
  const registry = z.registry<{ id: string }>()
  for (const [id, schema] of Object.entries(SCHEMAS)) registry.add(schema, { id })
  const { schemas } = z.toJSONSchema(registry, { io: 'input', uri: (id) => refTo(id).$ref })
  return Object.fromEntries(Object.entries(schemas).map(([name, { $schema: _, $id: __, ...schema }]) => [name, schema]))
}

const TAGS = {
  AuthZEN: 'OpenID AuthZEN Authorization API 1.0.',
  Latchkey: 'The same decisions under Latchkey’s own paths, and what AuthZEN has no question for.',
}

interface Operation {
  readonly path: string
  readonly operationId: string
  readonly tag: keyof typeof TAGS
  readonly summary: string
  readonly description: string
  readonly question: SchemaName
  readonly answer: SchemaName
}

const ONE = 'A denial is an answer, too: 200 with `decision: false` and its reason. What is not known is denied.'
const MANY = `At most ${BATCH_LIMIT} questions; an answer to each in its place. Members beside \`evaluations\` hold for every item without its own.`
const PAGED = 'Page by page: `page.token` is the `next_token` of the page before.'

const OPERATIONS: readonly Operation[] = [
  {
    ...{
      path: '/access/v1/evaluation',
      operationId: 'evaluate',
      tag: 'AuthZEN',
      question: 'Question',
      answer: 'Decision',
    },
    ...{ summary: 'May this subject do this action on this resource?', description: ONE },
  },
  {
    ...{ path: '/access/v1/evaluations', operationId: 'evaluateMany', tag: 'AuthZEN' },
    ...{ question: 'Evaluations', answer: 'Decisions', summary: 'Several questions at once', description: MANY },
  },
  {
    ...{ path: '/access/v1/search/subject', operationId: 'searchSubjects', tag: 'AuthZEN' },
    ...{ question: 'SubjectSearch', answer: 'FoundEntities' },
    ...{ summary: 'Who may do this here?', description: PAGED },
  },
  {
    ...{ path: '/access/v1/search/resource', operationId: 'searchResources', tag: 'AuthZEN' },
    ...{ question: 'ResourceSearch', answer: 'FoundEntities' },
    ...{ summary: 'Where may this subject do this?', description: PAGED },
  },
  {
    ...{ path: '/access/v1/search/action', operationId: 'searchActions', tag: 'AuthZEN' },
    ...{ question: 'ActionSearch', answer: 'FoundActions' },
    ...{ summary: 'What may this subject do here?', description: PAGED },
  },
  {
    ...{ path: '/authz/check', operationId: 'check', tag: 'Latchkey', question: 'Question', answer: 'Decision' },
    ...{ summary: 'May this subject do this action on this resource?', description: ONE },
  },
  {
    ...{ path: '/authz/check/batch', operationId: 'checkMany', tag: 'Latchkey' },
    ...{ question: 'Evaluations', answer: 'Decisions', summary: 'Several questions at once', description: MANY },
  },
  {
    ...{ path: '/authz/abilities', operationId: 'getAbilities', tag: 'Latchkey' },
    ...{ question: 'AbilitiesQuestion', answer: 'Abilities', summary: 'What a subject may do, as rules' },
    description: 'Packed CASL rules, for list filters through `accessibleBy`: the action is the permission key.',
  },
  {
    ...{ path: '/authz/access', operationId: 'listAccess', tag: 'Latchkey' },
    ...{ question: 'AccessListQuestion', answer: 'AccessListPage', summary: 'Who may do what in a building?' },
    description:
      'Each subject with its keys there and the grant behind each; `after` is the `next` of the page before.',
  },
  {
    ...{ path: '/authz/access/subject', operationId: 'getSubjectAccess', tag: 'Latchkey' },
    ...{ question: 'SubjectAccessQuestion', answer: 'SubjectAccess' },
    summary: 'What may this subject do in its org and in these buildings?',
    description: 'At most 200 buildings, with every grant that counts; those that are not of the org are left out.',
  },
]

const FAILURES = [
  ...(['invalid_request', 'unauthorized', 'payload_too_large', 'unsupported_media_type'] as const),
  ...(['internal_error', 'unavailable', 'stale_replica'] as const),
]

const json = (name: SchemaName, type = 'application/json') => ({ content: { [type]: { schema: refTo(name) } } })

const failures = Object.fromEntries(
  [...Map.groupBy(FAILURES, statusOf)].map(([status, codes]) => {
    const description = codes.map((code) => `\`${code}\``).join(', ')
    return [status, { description, ...json('Problem', 'application/problem+json') }]
  }),
)

const postOf = ({ tag, question, answer, path: _, ...described }: Operation) => ({
  post: {
    ...{ tags: [tag], ...described, security: [{ caller: [] }] },
    requestBody: { required: true, ...json(question) },
    responses: { 200: { description: 'The answer', ...json(answer) }, ...failures },
  },
})

const metadataPath = {
  get: {
    ...{ tags: ['AuthZEN'], operationId: 'getMetadata', summary: 'Where the endpoints of AuthZEN are', security: [] },
    description: 'From the configuration, never from the Host header.',
    responses: {
      200: { description: 'The metadata', ...json('Metadata') },
      500: failures[500],
    },
  },
}

const PERSON = '0198c2f4-6d1b-7c3a-9f20-3b5d8e7a1c42'
const BUILDING = '0198c2f4-6d1b-7c3a-9f20-3b5d8e7a1c44'
const subject = { type: 'user', id: PERSON }
const action = { name: 'units.read' }
const resource = { type: 'building', id: BUILDING }
const ASSIGNED = { code: 'building_assignment', type: 'STAFF', assignmentId: '0198c2f4-6d1b-7c3a-9f20-3b5d8e7a1c46' }
const decision = { decision: true, context: { reason: ASSIGNED, version: 7 } }
const ACCESS = { permissionKeys: ['units.read'], grants: [{ reason: ASSIGNED, permissionKeys: ['units.read'] }] }
const URL = 'https://authz.example.com'

const SAMPLES: Samples = new Map<string, unknown>([
  ...Object.entries({ subject, action, resource, context: { atLeast: 0 }, page: { limit: 50 } }),
  ['Decision', decision],
  ['Decisions', { evaluations: [decision] }],
  ['Evaluations', { subject, action, evaluations: [{ resource }] }],
  ['SubjectSearch.subject', { type: 'user' }],
  ['ResourceSearch.resource', { type: 'building' }],
  ['FoundEntities', { results: [subject], page: { next_token: '', count: 1 } }],
  ['FoundActions', { results: [action], page: { next_token: '', count: 1 } }],
  ['Abilities', { rules: [['units.read', 'Building', { id: BUILDING }]], version: 7 }],
  [
    'AccessListPage',
    { results: [{ subject, permits: [{ action, reason: ASSIGNED }], grants: ACCESS.grants }], next: null },
  ],
  ['SubjectAccessQuestion', { subject, buildingIds: [BUILDING], context: { atLeast: 0 } }],
  ['SubjectAccess', { org: { permissionKeys: [], grants: [] }, buildings: [{ id: BUILDING, ...ACCESS }], version: 7 }],
  ['after', PERSON],
  ['policy_decision_point', URL],
  ['access_evaluation_endpoint', `${URL}/access/v1/evaluation`],
  ['access_evaluations_endpoint', `${URL}/access/v1/evaluations`],
  ['search_subject_endpoint', `${URL}/access/v1/search/subject`],
  ['search_resource_endpoint', `${URL}/access/v1/search/resource`],
  ['search_action_endpoint', `${URL}/access/v1/search/action`],
])

/** The OpenAPI 3.1 document of authz, its schemas those by which it reads and answers. */
export const describeApi = (): object =>
  withExamples(
    withoutDefaults({
      openapi: '3.1.1',
      info: {
        title: 'Latchkey authz',
        version: '0.1.0',
        description:
          'May this subject do this action on this resource? Subjects are users, resources organisations, buildings and units. Facts come from the database, never from the question.',
        contact: { name: 'Latchkey' },
      },
      servers: [{ url: '/' }],
      tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
      paths: {
        ...Object.fromEntries(OPERATIONS.map((operation) => [operation.path, postOf(operation)])),
        '/.well-known/authzen-configuration': metadataPath,
      },
      components: {
        schemas: componentSchemas(),
        securitySchemes: { caller: { type: 'http', scheme: 'bearer', description: 'The key of a calling service' } },
      },
    }),
    SAMPLES,
  )
