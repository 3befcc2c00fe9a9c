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

/** Which facts the database has, and the moment by its clock. */
export interface CurrentVersion extends SubjectVersion {
  readonly now: number
}

/**
 * Whether cached facts are those that the database has now: nothing has been written, and nothing has begun or ended. The
 * clock of another database may be before them.
 */
export const isCurrent = (
  cached: SubjectVersion & { readonly asOf: number; readonly boundary: number | null },
  now: CurrentVersion,
): boolean =>
  cached.version === now.version &&
  cached.orgId === now.orgId &&
  cached.asOf <= now.now &&
  (cached.boundary === null || now.now < cached.boundary)
