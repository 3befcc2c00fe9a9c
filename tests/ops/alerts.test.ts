import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { METRICS } from '@latchkey/shared/metrics/catalogue'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { promtool, RULES } from './prometheus.ts'

const read = (name: string): unknown => parse(readFileSync(join(RULES, name), 'utf8'))
const Alerts = z.object({
  groups: z.array(z.object({ rules: z.array(z.object({ alert: z.string(), expr: z.string() })) })),
})
const Tests = z.object({
  tests: z.array(
    z.object({ alert_rule_test: z.array(z.object({ alertname: z.string(), exp_alerts: z.array(z.unknown()) })) }),
  ),
})
const Config = z.object({
  scrape_configs: z.array(z.strictObject({ job_name: z.string(), dns_sd_configs: z.array(z.unknown()) })),
})
const alerts = Alerts.parse(read('alerts.yml')).groups.flatMap(({ rules }) => rules)
const tests = Tests.parse(read('alerts.test.yml')).tests.flatMap((test) => test.alert_rule_test)
const operations = readFileSync(join(RULES, '../../docs/operations.md'), 'utf8')

describe('the alerts', () => {
  it('are rules that promtool takes', () => {
    expect(promtool(['check', 'rules', 'alerts.yml'])).toEqual({ code: 0, output: expect.stringContaining('SUCCESS') })
    expect(promtool(['check', 'config', 'prometheus.yml'])).toMatchObject({ code: 0 })
  })

  it('are fed by every replica that DNS knows, each by itself', () => {
    const { scrape_configs: jobs } = Config.parse(read('prometheus.yml'))
    expect(jobs.map(({ job_name, dns_sd_configs: [found] }) => [job_name, found])).toEqual(
      ['authz', 'core-api'].map((name) => [
        `latchkey-${name}`,
        { names: [name], type: 'A', port: 9464, refresh_interval: '10s' },
      ]),
    )
    for (const { dns_sd_configs } of jobs) expect(dns_sd_configs).toHaveLength(1)
  })

  it('fire when they should and are silent when not, by the unit tests of promtool', () => {
    expect(promtool(['test', 'rules', 'alerts.test.yml'])).toMatchObject({ code: 0 })
  })

  it('speak of metrics that there are', () => {
    for (const { expr } of alerts)
      for (const [name] of expr.matchAll(/\b(latchkey|http)_\w+/g))
        expect(Object.keys(METRICS)).toContain(name.replace(/_(bucket|count|sum)$/, ''))
  })
})

describe.each(alerts)('$alert', ({ alert }) => {
  it('has a test in which it fires and one in which it is silent', () => {
    const own = tests.filter(({ alertname }) => alertname === alert).map(({ exp_alerts }) => exp_alerts.length > 0)
    expect(own).toEqual([true, false])
  })

  it('is explained in docs/operations.md', () => {
    expect(operations.includes(`| \`${alert}\` |`)).toBe(true)
  })
})
