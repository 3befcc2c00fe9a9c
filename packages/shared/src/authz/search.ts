import { z } from 'zod'
import { Action, Entity, QuestionContext } from './contract.ts'

/** What is searched for is known by its type; an id beside it is ignored. */
const searched = Entity.omit({ id: true })
const Page = z.object({ token: z.string().optional(), limit: z.int().positive().optional() })
const common = { context: QuestionContext.optional(), page: Page.optional() }

/** Who may do this here? */
export const SubjectSearch = z.object({ subject: searched, action: Action, resource: Entity, ...common })
export type SubjectSearch = z.infer<typeof SubjectSearch>

/** Where may this subject do this? */
export const ResourceSearch = z.object({ subject: Entity, action: Action, resource: searched, ...common })
export type ResourceSearch = z.infer<typeof ResourceSearch>

/** What may this subject do here? */
export const ActionSearch = z.object({ subject: Entity, resource: Entity, ...common })
export type ActionSearch = z.infer<typeof ActionSearch>

/** `next_token` is empty on the last page; `count` is that of this page. */
const paged = <Result extends z.ZodType>(result: Result) =>
  z.object({ results: z.array(result), page: z.object({ next_token: z.string(), count: z.int().optional() }) })

export const FoundEntity = z.object({ type: z.string(), id: z.string() })
export type FoundEntity = z.infer<typeof FoundEntity>
export const FoundAction = z.object({ name: z.string() })
export type FoundAction = z.infer<typeof FoundAction>

export const FoundEntities = paged(FoundEntity)
export const FoundActions = paged(FoundAction)
