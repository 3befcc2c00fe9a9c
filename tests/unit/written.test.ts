import { reasonsOf, textOf, textOfAll } from '@latchkey/authz/http/written'
import { expect, it } from 'vitest'

const reason = { code: 'global_permission', via: { role: 'viewer' } }
/** Of any decision point; what stands beside each other differs in one member. */
const EVALUATIONS = [
  { decision: true },
  { decision: false, context: {} },
  { decision: true, context: { reason, version: 1, policy: 'one' } },
  { decision: true, context: { reason, version: 2, policy: 'one' } },
  { decision: true, context: { reason, version: 2, policy: 'another' } },
  { decision: false, context: { reason, version: 2, policy: 'another', permittedUntil: '2027-01-01T00:00:00.000Z' } },
  { decision: false, context: { reason, version: 2 } },
  { decision: false, context: { version: 2 } },
  { decision: false, context: { policy: 'a "quoted" one' } },
  { decision: false, context: { error: { status: 503, message: 'line\nline' } } },
  { decision: false, context: { version: undefined, other: null, list: [1, 'two'] } },
  { decision: true, context: { reason: undefined, id: 'x' } },
]

it.each([EVALUATIONS, EVALUATIONS.toReversed()])(
  'an evaluation is written as JSON has it, whatever was before',
  (...evaluations) => {
    for (const evaluation of [...evaluations, ...evaluations]) {
      expect(JSON.parse(textOf(evaluation))).toEqual(JSON.parse(JSON.stringify(evaluation)))
      const { reason, version, policy } = { version: undefined, policy: undefined, ...evaluation.context } as Record<
        string,
        unknown
      >
      expect(JSON.parse(`{${reasonsOf(evaluation.context ?? {})}}`)).toEqual(
        JSON.parse(JSON.stringify({ reason, version, policy })),
      )
    }
    const all = evaluations.map((evaluation) => ({ evaluation }))
    expect(JSON.parse(`[${textOfAll(all)}]`)).toEqual(JSON.parse(JSON.stringify(evaluations)))
  },
)
