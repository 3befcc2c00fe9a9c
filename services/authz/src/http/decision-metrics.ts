import type { Count, Metrics } from '@latchkey/shared/metrics/metrics'
import type { Evaluation } from '../decision-point.ts'
import type { DecisionLog } from './decision-log.ts'

/** The code of a reason; a decision point may give none. */
const codeOf = ({ context }: Evaluation): string => {
  const reason = context?.['reason']
  const code = typeof reason === 'object' && reason !== null && 'code' in reason ? reason.code : undefined
  return typeof code === 'string' ? code : 'none'
}

/** The series of a caller by the code of the reason. One of ours stands for one decision, that of another point may not. */
interface CallerSeries {
  readonly permits: Map<string, Count>
  readonly denials: Map<string, Count>
}

/** Counts decisions, whichever of them are logged. Callers and reasons are few: the series of each is looked up once. */
export function createDecisionMetrics(metrics: Metrics): DecisionLog {
  const duration = metrics.histogram('latchkey_decision_duration_seconds', {})
  const byCaller = new Map<string, CallerSeries>()
  const countOf = ({ permits, denials }: CallerSeries, caller: string, evaluation: Evaluation): Count => {
    const reason = codeOf(evaluation)
    const series = evaluation.decision ? permits : denials
    let count = series.get(reason)
    if (count === undefined) {
      const decision = evaluation.decision ? 'permit' : 'deny'
      count = metrics.counter('latchkey_decisions_total', { caller, decision, reason })
      series.set(reason, count)
    }
    return count
  }
  return {
    record({ caller, seconds }, decided) {
      let series = byCaller.get(caller)
      if (series === undefined) {
        series = { permits: new Map(), denials: new Map() }
        byCaller.set(caller, series)
      }
      for (const { evaluation } of decided)
        if (evaluation.context?.['error'] === undefined) countOf(series, caller, evaluation).value += 1
      duration.observe(seconds)
    },
  }
}
