import { z } from 'zod'
import { PERMISSION_KEYS, ROLE_KEYS } from '../permissions.ts'

// The question and the decision of AuthZEN, as docs and both services know them. Unknown members are ignored.
const properties = z.record(z.string(), z.unknown()).optional()
export const Entity = z.object({ type: z.string(), id: z.string(), properties })
export const Action = z.object({ name: z.string(), properties })

/** The one kind of subject there is, and the kinds of resources. A unit stands for its building. */
export const SUBJECT_TYPE = 'user'
const ResourceTypeName = z.enum(['org', 'building', 'unit'])
export type ResourceType = z.infer<typeof ResourceTypeName>
export const RESOURCE_TYPES = ResourceTypeName.options
const resourceTypes: ReadonlySet<string> = new Set(RESOURCE_TYPES)
export const isResourceType = (type: string): type is ResourceType => resourceTypes.has(type)

const version = z.int().nonnegative().optional()

/** What the answer must not be older than. */
export const QuestionContext = z.looseObject({
  atLeast: version.describe('The version of the subject, which rises with every change of its status and grants'),
  orgAtLeast: version.describe("The version of the subject's org, which rises when a building or unit goes or moves"),
})
export type QuestionContext = z.infer<typeof QuestionContext>

export const Question = z.object({
  subject: Entity,
  action: Action,
  resource: Entity,
  context: QuestionContext.optional(),
})
export type Question = z.infer<typeof Question>

export const AssignmentTypeName = z.enum(['BUILDING_ADMIN', 'MANAGER', 'STAFF'])
export type AssignmentTypeName = z.infer<typeof AssignmentTypeName>

const roleKey = z.enum(ROLE_KEYS)

const moment = z.iso.datetime().describe('An instant in UTC')
const times = {
  startsAt: moment.optional().describe('Where the grant has a beginning'),
  endsAt: moment.optional().describe('Where it ends by itself: it counts until just before'),
}

export const PermitReason = z.discriminatedUnion('code', [
  z.object({
    code: z.literal('global_permission'),
    via: z.union([z.object({ role: roleKey }), z.object({ override: z.literal('ALLOW') })]),
    ...times,
  }),
  z.object({ code: z.literal('building_assignment'), type: AssignmentTypeName, assignmentId: z.string(), ...times }),
  z.object({ code: z.literal('occupancy'), occupancyId: z.string(), ...times }),
])
export type PermitReason = z.infer<typeof PermitReason>

/** A grant that would turn a denial around; `scheduled`: one of the subject itself, that begins later. */
export const PossibleGrant = z.discriminatedUnion('grant', [
  z.object({ grant: z.literal('role'), roleKeys: z.array(roleKey) }),
  z.object({ grant: z.literal('override'), effect: z.literal('ALLOW') }),
  z.object({ grant: z.literal('assignment'), types: z.array(AssignmentTypeName) }),
  z.object({ grant: z.literal('occupancy') }),
  z.object({ grant: z.literal('scheduled'), startsAt: moment, reason: PermitReason }),
])
export type PossibleGrant = z.infer<typeof PossibleGrant>

export const permissionKey = z.enum(PERMISSION_KEYS)

/** Of which moment the answer is: as things are written now, with what has begun and not ended by then. */
export const AccessMoment = z.iso.datetime().optional().describe('An instant in UTC; now when it is not said')

/** A grant with the keys that it gives on a resource. */
export const HeldGrant = z.object({ reason: PermitReason, permissionKeys: z.array(permissionKey) })
export type HeldGrant = z.infer<typeof HeldGrant>

export const DenialReason = z.discriminatedUnion('code', [
  z.object({ code: z.literal('unknown_action') }),
  z.object({ code: z.literal('unknown_resource_type') }),
  z.object({ code: z.literal('subject_unknown') }),
  z.object({ code: z.literal('subject_inactive') }),
  z.object({ code: z.literal('resource_not_in_org') }),
  z.object({ code: z.literal('denied_by_override') }),
  z.object({ code: z.literal('no_grant'), wouldAllow: z.array(PossibleGrant) }),
])
export type DenialReason = z.infer<typeof DenialReason>

/** The version of the subject, 0 when the subject is unknown, and the policy: of an authz from before it said so, none. */
const decidedBy = {
  version: z.int(),
  policy: z.string().optional().describe('The first 12 hex digits of the hash of the policy that decided'),
}

const Permitted = z.object({
  reason: PermitReason,
  ...decidedBy,
  permittedUntil: moment.optional().describe('When the last of the grants that permit ends; absent where one does not'),
})

export const Decision = z.discriminatedUnion('decision', [
  z.object({ decision: z.literal(true), context: Permitted }),
  z.object({ decision: z.literal(false), context: z.object({ reason: DenialReason, ...decidedBy }) }),
])
export type Decision = z.infer<typeof Decision>

/** Questions of one batch, in the form of AuthZEN: what stands beside `evaluations` holds for each item without it. */
export const EvaluationsSemantic = z.enum(['execute_all', 'deny_on_first_deny', 'permit_on_first_permit'])
export type EvaluationsSemantic = z.infer<typeof EvaluationsSemantic>

/** The answers to a batch, in the order of its questions; one that could not be given is no Decision. */
export const Decisions = z.object({ evaluations: z.array(Decision) })
export type Decisions = z.infer<typeof Decisions>

export const AbilitiesQuestion = z.object({ subject: Entity, context: QuestionContext.optional() })
export type AbilitiesQuestion = z.infer<typeof AbilitiesQuestion>

const some = <Shape extends z.ZodRawShape>(shape: Shape) => z.strictObject({ some: z.strictObject(shape) })

const isFrom = z.strictObject({ lte: moment })
const isAfter = z.strictObject({ gt: moment })
const begun = z.tuple([z.strictObject({ startsAt: z.null() }), z.strictObject({ startsAt: isFrom })])
const lasting = z.tuple([z.strictObject({ endsAt: z.null() }), z.strictObject({ endsAt: isAfter })])
const planned = z.tuple([z.strictObject({ plannedEndAt: z.null() }), z.strictObject({ plannedEndAt: isAfter })])

const assigned = { userId: z.string(), type: z.strictObject({ in: z.array(AssignmentTypeName) }) }

/** The conditions of the policy on buildings. Those about grants with times name the moment at which the answer was true. */
export const BuildingConditions = z.union([
  z.strictObject({ orgId: z.string(), id: z.string().optional() }),
  z.strictObject({ orgId: z.string(), assignments: some(assigned) }),
  z.strictObject({
    orgId: z.string(),
    assignments: some({ ...assigned, AND: z.tuple([z.strictObject({ OR: begun }), z.strictObject({ OR: lasting })]) }),
  }),
  z.strictObject({ orgId: z.string(), occupancies: some({ residentUserId: z.string(), status: z.literal('ACTIVE') }) }),
  z.strictObject({
    orgId: z.string(),
    occupancies: some({ residentUserId: z.string(), endAt: z.null(), startAt: isFrom, OR: planned }),
  }),
])
export type BuildingConditions = z.infer<typeof BuildingConditions>

/** A rule without any condition would match everything; one with others is none that we know. */
const Conditions = z.union([z.strictObject({ id: z.string() }), BuildingConditions])

/** Actions, subject and conditions as CASL packs them: what is no such rule must not reach a list filter. */
const PackedRule = z.tuple([z.string().min(1), z.enum(['Org', 'Building']), Conditions])

/** CASL rules in packed form (`unpackRules` of @casl/ability/extra), for list filters through `accessibleBy`. */
export const Abilities = z.object({
  rules: z.array(PackedRule),
  version: z.int(),
  holdsUntil: moment
    .nullable()
    .default(null)
    .describe('When a grant of the subject begins or ends: from then on ask again'),
})
export type Abilities = z.infer<typeof Abilities>
