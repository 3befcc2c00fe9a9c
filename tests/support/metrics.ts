import type { Metrics } from '@latchkey/shared/metrics/metrics'

/** The values of a metric by its labels (`deny no_grant`), that of the service left out. */
export async function valuesOf(metrics: Metrics, name: string): Promise<Record<string, number>> {
  const lines = (await (await metrics.render()).text()).split('\n').filter((line) => line.startsWith(`${name}{`))
  const reading = (line: string): [string, number] => {
    const labels = [...line.matchAll(/(\w+)="([^"]*)"/g)].filter(([, label]) => label !== 'service')
    return [labels.map(([, , value]) => value).join(' '), Number(line.split(' ').at(-1))]
  }
  return Object.fromEntries(lines.map(reading))
}

/** What has become different by some work, of a metric with several series: the series and by how much. */
export async function changesOf(metrics: Metrics, name: string, work: () => Promise<unknown>) {
  const before = await valuesOf(metrics, name)
  await work()
  const changes = Object.entries(await valuesOf(metrics, name)).map(([series, value]) => {
    return [series, value - (before[series] ?? 0)] as const
  })
  return Object.fromEntries(changes.filter(([, by]) => by !== 0))
}
