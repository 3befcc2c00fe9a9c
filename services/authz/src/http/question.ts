import { Question } from '@latchkey/shared/authz/contract'

type Members = Readonly<Record<string, unknown>>

export const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isEntity = (value: unknown): boolean =>
  isObject(value) &&
  typeof value['type'] === 'string' &&
  typeof value['id'] === 'string' &&
  value['properties'] === undefined

const isAction = (value: unknown): boolean =>
  isObject(value) && typeof value['name'] === 'string' && value['properties'] === undefined

const isVersion = (value: unknown): boolean =>
  value === undefined || (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0)

const isContext = (value: unknown): boolean =>
  value === undefined || (isObject(value) && isVersion(value['atLeast']) && isVersion(value['orgAtLeast']))

/**
 * Whether a value of JSON is a question at first glance, as nearly all are. Of what is not, the schema says whether it is
 * one after all, and what is wrong with it.
 */
const isPlain = (value: unknown): value is Question =>
  isObject(value) &&
  isEntity(value['subject']) &&
  isAction(value['action']) &&
  isEntity(value['resource']) &&
  isContext(value['context'])

/** The question that a value of JSON is, or what the schema finds wrong with it. */
export function parseQuestion(value: unknown): ReturnType<typeof Question.safeParse> {
  return isPlain(value) ? { success: true, data: value } : Question.safeParse(value)
}
