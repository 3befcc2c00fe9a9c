import type { Count, Metrics } from '@latchkey/shared/metrics/metrics'
import type { Evaluation } from '../decision-point.ts'
import type { DecisionLog } from './decision-log.ts'

/** The code of a reason; a decision point may give none. */
const codeOf = ({ context }: Evaluation): string => {
  const reason = context?.['reason']
  const code = typeof reason === 'object' && reason !== null && 'code' in reason ? reason.code : undefined
  return typeof code === 'string' ? code : 'none'
}

/**
 * Counts decisions, whichever of them are logged. Callers and reasons are few: the series of each pair is looked up once
 * and kept. A reason of ours stands for one decision; the key names it all the same, for a point that gives none.
 */
export function createDecisionMetrics(metrics: Metrics): DecisionLog {
  const duration = metrics.histogram('latchkey_decision_duration_seconds', {})
  const byCaller = new Map<string, Map<string, Count>>()
  const seriesOf = (series: Map<string, Count>, caller: string, evaluation: Evaluation): Count => {
    const reason = codeOf(evaluation)
    const key = evaluation.decision ? reason : `-${reason}`
    let count = series.get(key)
    if (count === undefined) {
      const decision = evaluation.decision ? 'permit' : 'deny'
      count = metrics.counter('latchkey_decisions_total', { caller, decision, reason })
      series.set(key, count)
    }
    return count
  }
  return {
    record({ caller, started }, decided) {
      let series = byCaller.get(caller)
      if (series === undefined) {
        series = new Map()
        byCaller.set(caller, series)
      }
      for (const { evaluation } of decided)
        if (evaluation.context?.['error'] === undefined) seriesOf(series, caller, evaluation).value += 1
      duration.observe((performance.now() - started) / 1_000)
    },
  }
}
