import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Bench } from '../bench.ts'
import { median } from '../load/rounds.ts'
import { atMost, type Line, type Result } from '../result.ts'
import { makeEnvironments } from '../services/environment.ts'
import { startService } from '../services/services.ts'
import { short } from './figures.ts'
import { startName, timeStart } from './start/launcher.ts'

const seconds = (value: number): string => `${short(value)} s`

const resultOf = (what: string, times: readonly number[], most: number, reference: string): Result => ({
  what,
  reference,
  ours: times.map(seconds).join(', '),
  ratio: median(times),
  target: atMost(most, ' s'),
})

async function launched(bench: Bench): Promise<Result> {
  const dataDir = join(bench.folder, 'started')
  const log = join(bench.folder, 'launcher.log')
  bench.progress.say('the first start')
  const first = await timeStart(dataDir, log)
  const times: number[] = []
  for (let round = 1; round <= bench.options.rounds; round += 1) {
    bench.progress.say(`start ${round} of ${bench.options.rounds}`)
    times.push(await timeStart(dataDir, log))
    bench.progress.advance(1 / bench.options.rounds)
  }
  return resultOf(`${startName} with a warm \`DATA_DIR\` to ready`, times, 3, `${seconds(first)} the first time`)
}

async function inProduction(bench: Bench): Promise<Result[]> {
  await bench.build()
  const folder = join(bench.folder, 'production')
  mkdirSync(folder)
  const environments = await makeEnvironments(await bench.database(), folder)
  const times = { authz: [] as number[], 'core-api': [] as number[] }
  for (let round = 0; round <= bench.options.rounds; round += 1) {
    bench.progress.say(`production, start ${round} of ${bench.options.rounds}`)
    const started = performance.now()
    const authz = await startService('authz', environments, folder)
    const authzReady = performance.now()
    const coreApi = await startService('core-api', environments, folder)
    const ready = performance.now()
    await coreApi.child.stop()
    await authz.child.stop()
    bench.progress.advance(1 / (bench.options.rounds + 1))
    // The first finds files that are not cached, and a database without the tables of the queue.
    if (round === 0) continue
    times.authz.push((authzReady - started) / 1_000)
    times['core-api'].push((ready - authzReady) / 1_000)
  }
  return Object.entries(times).map(([name, all]) =>
    resultOf(`${name} in production mode, built, to ready`, all, 1.5, '–'),
  )
}

export const start: Line<Bench> = {
  id: '10',
  title: 'start',
  parts: 2,
  async *run(bench) {
    yield await launched(bench)
    yield* await inProduction(bench)
  },
}
