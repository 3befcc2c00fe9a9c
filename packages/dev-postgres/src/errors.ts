/** Something the person at the keyboard can mend: the message says what, why and what to do, and no stack is shown. */
export class LaunchError extends Error {
  override readonly name = 'LaunchError'
}

/** Of an error of the system, of PostgreSQL or of Prisma's engine. */
export const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined)

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
