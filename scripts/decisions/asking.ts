import { createFacts } from '@latchkey/authz/facts/facts'
import { type AccessRequest, createAuthzClient } from '@latchkey/authz-client'
import { parseEnvironment } from '@latchkey/shared/config'
import { DomainError } from '@latchkey/shared/errors'
import { z } from 'zod'
import { policyAt } from '../policy/at-ref.ts'
import { withDatabase } from '../policy/database.ts'
import type { AskAll } from './replay.ts'

/** A batch of a thousand questions takes longer than the one question of a request. */
const DEADLINE_MS = 30_000

type Using = <Result>(use: (askAll: AskAll) => Promise<Result>) => Promise<Result>

/** Asks the authz that runs. @throws Error when the environment does not say where and as whom */
export const askingAuthz: Using = async (use) => {
  const variables = z.object({ AUTHZ_URL: z.url({ protocol: /^https?$/ }), AUTHZ_KEY: z.string() })
  const { AUTHZ_URL: url, AUTHZ_KEY: key } = parseEnvironment(variables, process.env)
  const client = createAuthzClient({ url, key, deadlineMs: DEADLINE_MS })
  try {
    // safe because authz takes any text for a name or a type: the narrower ones are for those who write them in code
    return await use((questions) => client.checkAll(questions as readonly AccessRequest[]))
  } finally {
    await client.close()
  }
}

/** Of a decision only what a replay compares: the policy of another time may know roles that nobody else does. */
const Answered = z.object({ decision: z.boolean(), context: z.object({ reason: z.object({ code: z.string() }) }) })

/** Asks the policy of a commit, on the facts of the database as they are now. */
export const askingPolicy =
  (ref: string): Using =>
  async (use) => {
    const { createEvaluate } = await policyAt(ref)
    return await withDatabase((db) => {
      const evaluate = createEvaluate(createFacts(db))
      return use(async (questions) =>
        (await evaluate(questions)).map((evaluation) => {
          if (evaluation instanceof DomainError) throw evaluation
          return Answered.parse(evaluation)
        }),
      )
    })
  }
