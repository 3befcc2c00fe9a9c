/** Something the person at the keyboard can mend: the message says what, why and what to do, and no stack is shown. */
export class LaunchError extends Error {
  override readonly name = 'LaunchError'
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
