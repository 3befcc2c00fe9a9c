import { BATCH_LIMIT } from '@latchkey/shared/authz/limits'
import type { SchemaName } from './openapi-schemas.ts'

export const TAGS = {
  AuthZEN: 'OpenID AuthZEN Authorization API 1.0.',
  Latchkey: 'The same decisions under Latchkey’s own paths, and what AuthZEN has no question for.',
}

export interface Operation {
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

export const OPERATIONS: readonly Operation[] = [
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
