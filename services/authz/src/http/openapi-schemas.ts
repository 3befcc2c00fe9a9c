import { AccessListPage, AccessListQuestion } from '@latchkey/shared/authz/access-list'
import { Abilities, AbilitiesQuestion, Decision, Decisions, Entity, Question } from '@latchkey/shared/authz/contract'
import { ActionSearch, FoundActions, FoundEntities, ResourceSearch, SubjectSearch } from '@latchkey/shared/authz/search'
import { SubjectAccess, SubjectAccessQuestion } from '@latchkey/shared/authz/subject-access'
import { ERROR_CODES } from '@latchkey/shared/problem'
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
export type SchemaName = keyof typeof SCHEMAS

export const refTo = (name: string) => ({ $ref: `#/components/schemas/${name}` })

/** The schemas as JSON Schema, each once. */
export function componentSchemas() {
  const registry = z.registry<{ id: string }>()
  for (const [id, schema] of Object.entries(SCHEMAS)) registry.add(schema, { id })
  const { schemas } = z.toJSONSchema(registry, { io: 'input', uri: (id) => refTo(id).$ref })
  return Object.fromEntries(Object.entries(schemas).map(([name, { $schema: _, $id: __, ...schema }]) => [name, schema]))
}
