export type { AccessListEntry, AccessListPage, AccessListQuestion } from '@latchkey/shared/authz/access-list'
export type {
  Abilities,
  BuildingConditions,
  Decision,
  DenialReason,
  HeldGrant,
  PermitReason,
  PossibleGrant,
  ResourceType,
} from '@latchkey/shared/authz/contract'
export { BATCH_LIMIT, SUBJECT_ACCESS_BUILDINGS } from '@latchkey/shared/authz/limits'
export type { HeldAccess, SubjectAccess } from '@latchkey/shared/authz/subject-access'
export {
  type BuildingPermissionKey,
  type OrgPermissionKey,
  PERMISSION_KEYS,
  type PermissionKey,
  type RoleKey,
} from '@latchkey/shared/permissions'
export { AccessDeniedError, accessibleBy, type BuildingFilter } from './accessible-by.ts'
export { type AccessRequest, type AuthzClient, createAuthzClient, type ResourceRef, type SubjectRef } from './client.ts'
export { type Connection, MAX_ANSWER_BYTES, type Received, type Sent } from './connection.ts'
export {
  AuthzError,
  AuthzTimeoutError,
  AuthzUnavailableError,
  InvalidKeyError,
  KeyNotAllowedError,
  MalformedQuestionError,
  RateLimitedError,
  UnexpectedAnswerError,
} from './errors.ts'
export type { AuthzClientOptions, CallOptions } from './transport.ts'
