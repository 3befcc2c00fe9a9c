import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { METRICS } from '@latchkey/shared/metrics/catalogue'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { runningServices } from '../support/running-services.ts'
import { OPS, promtool, startPrometheus } from './prometheus.ts'

const Dashboard = z.object({
  panels: z.array(
    z.object({
      title: z.string(),
      type: z.enum(['row', 'timeseries']),
      targets: z.array(z.object({ expr: z.string() })).default([]),
    }),
  ),
})
const { panels } = Dashboard.parse(JSON.parse(readFileSync(join(OPS, 'grafana/latchkey.json'), 'utf8')))
const queries = panels.flatMap(({ title, targets }) => targets.map(({ expr }) => ({ title, expr })))

const { authz, coreApi, walkthrough } = await runningServices()
const prometheus = await startPrometheus({
  authz: `127.0.0.1:${authz.metricsPort}`,
  'core-api': `127.0.0.1:${coreApi.metricsPort}`,
})
const metricsOf = async ({ metricsPort }: typeof authz) =>
  (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text()

// A rate needs a sample from before.
beforeAll(async () => {
  const areUp = async () => {
    const [sum] = await prometheus.query('sum(up)')
    const targets = (await prometheus.targets()).map(({ scrapeUrl, ...state }) => ({ [scrapeUrl]: state }))
    expect(sum?.value[1], JSON.stringify(targets)).toBe('2')
  }
  await vi.waitFor(areUp, { timeout: 30_000, interval: 200 })
  await walkthrough()
}, 120_000)

describe('a dashboard', () => {
  it('has a query in each panel', () => {
    expect(queries.length).toBeGreaterThan(20)
    for (const { title, type, targets } of panels) expect([title, targets.length > 0]).toEqual([title, type !== 'row'])
  })

  it.each(queries)('shows something in "$title": $expr', { timeout: 60_000 }, async ({ expr }) => {
    const find = async () => {
      const found = await prometheus.query(expr.replaceAll('$__rate_interval', '5m'))
      return found.filter(({ value }) => value[1] !== 'NaN').length
    }
    await expect.poll(find, { timeout: 30_000, interval: 200 }).toBeGreaterThan(0)
  })

  it('would show nothing for a metric that nobody tells', async () => {
    expect(await prometheus.query('sum(rate(latchkey_decision_total[5m]))')).toEqual([])
  })
})

describe('a real Prometheus', () => {
  it('evaluates every alert', async () => {
    const health = async () => new Set((await prometheus.rules()).map((rule) => rule.health))
    await expect.poll(health, { timeout: 30_000 }).toEqual(new Set(['ok']))
  })
})

describe.each([
  ['authz', authz],
  ['core-api', coreApi],
] as const)('%s', (service, running) => {
  it('tells every metric of the catalogue, with a value', async () => {
    const text = await metricsOf(running)
    const names = Object.entries(METRICS).filter(([, { services }]) => services.some((one) => one === service))
    for (const [name, { type }] of names)
      expect(text).toMatch(new RegExp(`^${name}${type === 'histogram' ? '_count' : ''}\\{`, 'm'))
  })

  it('tells nothing that promtool complains of', async () => {
    expect(promtool(['check', 'metrics'], await metricsOf(running))).toEqual({ code: 0, output: '' })
    const misnamed = '# HELP misnamed_total A gauge\n# TYPE misnamed_total gauge\nmisnamed_total 1\n'
    expect(promtool(['check', 'metrics'], misnamed).output).toContain('misnamed_total')
  })

  it('answers /metrics on its own port and nothing else, and not on that of the service', async () => {
    const statusOf = async (port: number, path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).status
    const { port, metricsPort } = running
    expect(await statusOf(metricsPort, '/metrics')).toBe(200)
    expect(await statusOf(metricsPort, '/livez')).toBe(404)
    expect(await statusOf(port, '/livez')).toBe(200)
    expect([200]).not.toContain(await statusOf(port, '/metrics'))
  })
})
