import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '@latchkey/dev-postgres/ports'
import { afterAll, expect, vi } from 'vitest'
import { parse, stringify } from 'yaml'
import { z } from 'zod'

/** Where Debian's package prometheus has its programs. */
const [PROMETHEUS, PROMTOOL] = ['/usr/bin/prometheus', '/usr/bin/promtool']
export const OPS = join(import.meta.dirname, '../../ops')
export const RULES = join(OPS, 'prometheus')

/** What promtool says of what it is given: nothing where all is well, whatever it exits with. */
export function promtool(
  args: readonly string[],
  input = '',
): { readonly code: number | null; readonly output: string } {
  const { status, stdout, stderr, error } = spawnSync(PROMTOOL, args, { input, cwd: RULES, encoding: 'utf8' })
  if (error) throw new Error("Debian's package prometheus is needed", { cause: error })
  return { code: status, output: `${stdout}${stderr}` }
}

const Sample = z.object({ metric: z.record(z.string(), z.string()), value: z.tuple([z.number(), z.string()]) })
const Answer = z.object({ status: z.literal('success'), data: z.object({ result: z.array(Sample) }) })
const Rules = z.object({
  data: z.object({
    groups: z.array(z.object({ rules: z.array(z.object({ name: z.string(), health: z.string() })) })),
  }),
})
const Targets = z.object({
  data: z.object({
    activeTargets: z.array(z.object({ scrapeUrl: z.string(), health: z.string(), lastError: z.string() })),
  }),
})

const Configuration = z.looseObject({
  rule_files: z.array(z.string()),
  scrape_configs: z.array(z.looseObject({ dns_sd_configs: z.tuple([z.looseObject({ names: z.array(z.string()) })]) })),
})

export interface Prometheus {
  /** The samples that a query finds now. */
  query(expression: string): Promise<z.output<typeof Sample>[]>
  /** The alerts, with `ok` once they have been evaluated. */
  rules(): Promise<{ name: string; health: string }[]>
  /** What is scraped, with `up` once the last time went well; else with what went wrong. */
  targets(): Promise<{ scrapeUrl: string; health: string; lastError: string }[]>
}

/** The configuration of ops/, every second and with these targets instead of those that it would find by DNS. */
function configurationFor(targets: Readonly<Record<string, string>>): string {
  const config = Configuration.parse(parse(readFileSync(join(RULES, 'prometheus.yml'), 'utf8')))
  const scrape_configs = config.scrape_configs.map(({ dns_sd_configs: [{ names }], ...job }) => {
    const found = names.map((name) => targets[name] ?? expect.fail(`no target ${name}`))
    return { ...job, static_configs: [{ targets: found }] }
  })
  const global = { scrape_interval: '1s', evaluation_interval: '1s' }
  return stringify({
    ...config,
    global,
    rule_files: config.rule_files.map((name) => join(RULES, name)),
    scrape_configs,
  })
}

/** A real Prometheus that scrapes these targets. Call at the top level of a suite. */
export async function startPrometheus(targets: Readonly<Record<string, string>>): Promise<Prometheus> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-prometheus-'))
  const file = join(folder, 'prometheus.yml')
  writeFileSync(file, configurationFor(targets))
  const address = `127.0.0.1:${await freePort()}`
  const args = [
    `--config.file=${file}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=${address}`,
  ]
  const child = spawn(PROMETHEUS, [...args, '--log.level=error'], { stdio: 'ignore' })
  const ended = once(child, 'exit')
  afterAll(async () => {
    child.kill('SIGTERM')
    await ended
    rmSync(folder, { recursive: true })
  })
  const ask = async (path: string): Promise<unknown> => (await fetch(`http://${address}${path}`)).json()
  const isReady = async () => {
    const { status } = await fetch(`http://${address}/-/ready`)
    if (status !== 200) throw new Error(`Prometheus answers ${status}`)
  }
  await vi.waitFor(isReady, { timeout: 30_000 })
  return {
    query: async (expression) =>
      Answer.parse(await ask(`/api/v1/query?query=${encodeURIComponent(expression)}`)).data.result,
    rules: async () => Rules.parse(await ask('/api/v1/rules')).data.groups.flatMap((group) => group.rules),
    targets: async () => Targets.parse(await ask('/api/v1/targets')).data.activeTargets,
  }
}
