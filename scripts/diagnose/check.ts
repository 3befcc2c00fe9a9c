/** What was looked at, and what to do where something is wrong with it. */
export interface Finding {
  readonly what: string
  readonly good: boolean
  /** What was found, for people. */
  readonly told: string
}

export const good = (what: string, told: string): Finding => ({ what, good: true, told })
export const wrong = (what: string, told: string): Finding => ({ what, good: false, told })

/** The finding, or what kept it from being made. */
export async function attempt(what: string, look: () => Promise<Finding> | Finding): Promise<Finding> {
  try {
    return await look()
  } catch (error) {
    return wrong(what, error instanceof Error ? error.message : String(error))
  }
}
