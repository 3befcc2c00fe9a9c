import { withoutDefaults } from '@latchkey/shared/http/openapi-defaults'
import { type Samples, withExamples } from '@latchkey/shared/http/openapi-examples'
import { problemExample, statusOf } from '@latchkey/shared/problem'
import { OPERATIONS, type Operation, TAGS } from './openapi-operations.ts'
import { componentSchemas, refTo, type SchemaName } from './openapi-schemas.ts'

const FAILURES = [
  ...(['invalid_request', 'unauthorized', 'forbidden', 'payload_too_large', 'unsupported_media_type'] as const),
  'too_many_attempts' as const,
  ...(['internal_error', 'unavailable', 'stale_replica'] as const),
]

const json = (name: SchemaName) => ({ content: { 'application/json': { schema: refTo(name) } } })

const failures = Object.fromEntries(
  [...Map.groupBy(FAILURES, statusOf)].map(([status, codes]) => {
    const description = codes.map((code) => `\`${code}\``).join(', ')
    const example = problemExample(codes[0] ?? 'internal_error')
    return [status, { description, content: { 'application/problem+json': { schema: refTo('Problem'), example } } }]
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
const decision = { decision: true, context: { reason: ASSIGNED, version: 7, policy: '030ffb6651a5' } }
const ACCESS = { permissionKeys: ['units.read'], grants: [{ reason: ASSIGNED, permissionKeys: ['units.read'] }] }
const URL = 'https://authz.example.com'

const SAMPLES: Samples = new Map<string, unknown>([
  ...Object.entries({ subject, action, resource, context: { atLeast: 0, orgAtLeast: 0 }, page: { limit: 50 } }),
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
  ['SubjectAccessQuestion', { subject, buildingIds: [BUILDING], context: { atLeast: 0, orgAtLeast: 0 } }],
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
