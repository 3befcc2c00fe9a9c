import { type Definition, METRICS } from '@latchkey/shared/metrics/catalogue'

export const METRICS_PAGE = 'docs/metrics.md'

const INTRODUCTION = `# Metrics

Written by \`pnpm write:docs\` from \`packages/shared/src/metrics/catalogue.ts\`. Do not edit it here.

Each service answers \`GET /metrics\` in Prometheus' text format, beside the metrics of its process (\`process_*\` and
\`nodejs_*\`, as prom-client names them). Every series carries \`service\`, \`authz\` or \`core-api\`; what tells replicas apart
is \`instance\`, which Prometheus adds. With \`METRICS_PORT\` they are answered on that port and on no other.

No metric names a user, an organisation or a path with its ids: routes are patterns, callers are the names of
\`AUTHZ_CLIENT_KEYS\`. They still tell how much is going on, so keep the port to those who run Latchkey.

[\`ops/prometheus/prometheus.yml\`](../ops/prometheus/prometheus.yml) scrapes both services,
[\`alerts.yml\`](../ops/prometheus/alerts.yml) beside it has the alerts
([what each means](operations.md#what-each-alert-means)), and
[\`ops/grafana/latchkey.json\`](../ops/grafana/latchkey.json) is a dashboard to import.`

const cell = (values: readonly string[]): string => values.map((value) => `\`${value}\``).join(', ') || '–'

const labelsOf = (definition: Definition): string => {
  const values = definition.type === 'counter' ? definition.values : undefined
  return values === undefined ? cell(definition.labels) : `${cell(definition.labels)}: ${cell(values)}`
}

const row = ([name, definition]: readonly [string, Definition]): string => {
  const { type, services, help } = definition
  return `| \`${name}\` | ${type} | ${services.join(', ')} | ${labelsOf(definition)} | ${help} |`
}

/** The page docs/metrics.md, whole. */
export const metricsPage = (): string =>
  `${[
    INTRODUCTION,
    '',
    '| metric | type | service | labels | what it tells |',
    '| --- | --- | --- | --- | --- |',
    ...Object.entries(METRICS).map(row),
    '',
    'Counters whose values stand here count each of them from 0. `latchkey_queue_jobs` comes from the one database, so that',
    'every replica tells the same: take `max by (queue, state)`.',
  ].join('\n')}\n`
