import { createMetrics } from '@latchkey/shared/http/metrics'
import { expect, it } from 'vitest'

const linesOf = async (metrics: ReturnType<typeof createMetrics>) =>
  (await (await metrics.render()).text()).split('\n').filter((line) => line.includes('http_request_duration_seconds'))
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

it('the durations of requests are written as a cumulative histogram, a bound being part of its bucket', async () => {
  const metrics = createMetrics('test')
  for (const seconds of [0.0005, 0.001, 0.0015, 0.03, 0.25, 2.5, 3, 90])
    metrics.observeRequest('GET', '/a/:b', 200, seconds)
  const [help, type, ...lines] = await linesOf(metrics)
  expect(help).toMatch(/^# HELP http_request_duration_seconds \S/)
  expect(type).toBe('# TYPE http_request_duration_seconds histogram')
  expect(lines).toEqual([
    ...BUCKETS.map(
      ([le, count]) => `http_request_duration_seconds_bucket{${LABELS},le="${le}",service="test"} ${count}`,
    ),
    `http_request_duration_seconds_sum{${LABELS},service="test"} 95.783`,
    `http_request_duration_seconds_count{${LABELS},service="test"} 8`,
  ])
})

it('each method, route and status is a series of its own', async () => {
  const metrics = createMetrics('test')
  metrics.observeRequest('GET', '/a', 200, 1)
  metrics.observeRequest('GET', '/a', 404, 1)
  metrics.observeRequest('PUT', '/a', 200, 1)
  metrics.observeRequest('GET', '/b', 200, 1)
  metrics.observeRequest('GET', '/b', 200, 1)
  const counts = (await linesOf(metrics)).filter((line) => line.startsWith('http_request_duration_seconds_count'))
  expect(counts.map((line) => line.split(' ').at(-1))).toEqual(['1', '1', '1', '2'])
})
