import type { DomainError } from '@latchkey/shared/errors'

/** What is known for a query: undefined for an unknown subject, `stale_replica` where that is behind `atLeast`. */
export type Known<Facts> = Facts | DomainError | undefined

/** Which facts about a subject are meant: they change with every version. */
export interface SubjectVersion {
  readonly orgId: string
  readonly version: number
}

/** Facts behind the version that the caller has seen must not answer, not even that nobody is known. */
export const isStale = (subject: { readonly version: number } | undefined, atLeast = 0): boolean =>
  (subject?.version ?? 0) < atLeast

/** A building that was there before the version of its org that the caller has seen may be gone. */
export const isStaleBuilding = (
  building: { readonly orgVersion: number | undefined } | undefined,
  orgAtLeast = 0,
): boolean => building?.orgVersion !== undefined && building.orgVersion < orgAtLeast

/** Whether cached facts are those that the database has now. */
export const isCurrent = (cached: SubjectVersion, now: SubjectVersion): boolean =>
  cached.version === now.version && cached.orgId === now.orgId
