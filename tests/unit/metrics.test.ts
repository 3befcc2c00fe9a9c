import { METRICS } from '@latchkey/shared/metrics/catalogue'
import { createMetrics, type Metrics } from '@latchkey/shared/metrics/metrics'
import { describe, expect, it } from 'vitest'

const linesOf = async (metrics: Metrics, name: string) =>
  (await (await metrics.render()).text()).split('\n').filter((line) => line.startsWith(name))
const valuesOf = async (metrics: Metrics, name: string) =>
  Object.fromEntries((await linesOf(metrics, `${name}{`)).map((line) => line.replace(`${name}`, '').split(' ')))

const REQUESTS = 'http_request_duration_seconds'
const labels = { method: 'GET', route: '/a/:b', status: '200' }
const LABELS = 'method="GET",route="/a/:b",status="200"'
const BUCKETS = [
  ['0.001', 2],
  ['0.005', 3],
  ['0.01', 3],
  ['0.025', 3],
  ['0.05', 4],
  ['0.1', 4],
  ['0.25', 5],
  ['0.5', 5],
  ['1', 5],
  ['2.5', 6],
  ['+Inf', 8],
]

describe('a histogram', () => {
  it('is written cumulatively, a bound being part of its bucket', async () => {
    const metrics = createMetrics('authz')
    for (const seconds of [0.0005, 0.001, 0.0015, 0.03, 0.25, 2.5, 3, 90])
      metrics.histogram(REQUESTS, labels).observe(seconds)
    expect(await linesOf(metrics, REQUESTS)).toEqual([
      ...BUCKETS.map(([le, count]) => `${REQUESTS}_bucket{${LABELS},le="${le}",service="authz"} ${count}`),
      `${REQUESTS}_sum{${LABELS},service="authz"} 95.783`,
      `${REQUESTS}_count{${LABELS},service="authz"} 8`,
    ])
  })

  it('has a series for each of its labels', async () => {
    const metrics = createMetrics('authz')
    for (const [method, status] of [
      ['GET', '200'],
      ['GET', '404'],
      ['PUT', '200'],
      ['PUT', '200'],
    ] as const)
      metrics.histogram(REQUESTS, { ...labels, method, status }).observe(1)
    const counts = await linesOf(metrics, `${REQUESTS}_count`)
    expect(counts.map((line) => line.split(' ').at(-1))).toEqual(['1', '1', '2'])
  })
})

describe('a counter', () => {
  it('begins at 0 where all its series are known', async () => {
    const metrics = createMetrics('core-api')
    metrics.counter('latchkey_mails_total', { state: 'sent' }).value += 2
    const service = 'service="core-api"'
    expect(await valuesOf(metrics, 'latchkey_mails_total')).toEqual({
      [`{state="sent",${service}}`]: '2',
      [`{state="failed",${service}}`]: '0',
    })
    expect(await valuesOf(metrics, 'latchkey_idempotency_replays_total')).toEqual({ [`{${service}}`]: '0' })
  })

  it('is of the service that counts it', () => {
    expect(() => createMetrics('authz').counter('latchkey_mails_total', { state: 'sent' })).toThrow('authz has no')
  })
})

describe('what is counted elsewhere', () => {
  it('is read when somebody asks, and has no value while it cannot be read', async () => {
    const metrics = createMetrics('authz')
    let value = 3
    metrics.read('latchkey_db_pool_in_use', () => [{ labels: {}, value }])
    expect(await valuesOf(metrics, 'latchkey_db_pool_in_use')).toEqual({ '{service="authz"}': '3' })
    value = 4
    expect(await valuesOf(metrics, 'latchkey_db_pool_in_use')).toEqual({ '{service="authz"}': '4' })
    metrics.read('latchkey_db_pool_in_use', () => Promise.reject(new Error('the database is gone')))
    expect(await valuesOf(metrics, 'latchkey_db_pool_in_use')).toEqual({})
    expect(await linesOf(metrics, '# TYPE latchkey_db_pool_in_use gauge')).toHaveLength(1)
  })
})

it.each(['authz', 'core-api'] as const)(
  '%s tells of every metric of its catalogue, and of no other',
  async (service) => {
    const told = (await linesOf(createMetrics(service), '# TYPE ')).map((line) => line.split(' ')[2] ?? '')
    const own = Object.entries(METRICS).filter(([, { services }]) => services.some((one) => one === service))
    expect(told.filter((name) => !/^(process|nodejs)_/.test(name)).toSorted()).toEqual(
      own.map(([name]) => name).toSorted(),
    )
  },
)
