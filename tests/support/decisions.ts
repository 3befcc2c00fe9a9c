import { z } from 'zod'

const Decided = z.object({ decision: z.boolean() })
const Batch = z.object({ evaluations: z.array(Decided) })

/** The bare decision of an answer to one question. */
export const decisionIn = async (answer: Response): Promise<boolean> => Decided.parse(await answer.json()).decision

/** The bare decisions of an answer to a batch, those of failed items too. */
export const decisionsIn = async (answer: Response): Promise<boolean[]> =>
  Batch.parse(await answer.json()).evaluations.map(({ decision }) => decision)
