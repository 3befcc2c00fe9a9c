import { LatchkeyError } from '@latchkey/client'

/** What the API answers, or nothing where the person may not ask. @throws LatchkeyError for any other refusal */
export async function whenPermitted<Answer>(asked: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof LatchkeyError && error.code === 'forbidden') return undefined
    throw error
  }
}
