import type { Bench } from '../bench.ts'
import { alternate, ratioOf, type Side } from '../load/rounds.ts'
import { atMost, type Line, type Result } from '../result.ts'
import { halfWithin, time, whole } from './figures.ts'
import { AXES, type Axis } from './growth/axes.ts'
import type { Party } from './growth/party.ts'
import type { Probe } from './growth/probes.ts'

/** One call after the other tells how long each takes: so many of them, or as many as there is time for. */
const CALLS = 200
export const MOST_SECONDS = 5

export async function sideOf(bench: Bench, who: Party, probe: Probe): Promise<Side> {
  const { service, requests, onceEach = false } = await probe.ask(bench, who)
  const { url, child } = (await bench.services())[service]
  const decides = requests.decisionsEach > 0
  return { url, pids: [child.pid], requests, connections: 1, calls: CALLS, decides, onceEach }
}

async function measure(bench: Bench, axis: Axis, probe: Probe, [few, many]: readonly [Party, Party]): Promise<Result> {
  const what = `${axis.what}, ${whole(axis.count(few))} → ${whole(axis.count(many))}: ${probe.what}`
  const turns = await alternate(bench, what, MOST_SECONDS, [
    await sideOf(bench, few, probe),
    await sideOf(bench, many, probe),
  ])
  return {
    what,
    reference: time(turns, 0),
    ours: time(turns, 1),
    ratio: ratioOf(turns, halfWithin),
    target: atMost(1.25),
  }
}

export const growth: Line<Bench> = {
  id: '6',
  title: 'growth',
  parts: AXES.flatMap(({ probes }) => probes).length,
  async *run(bench) {
    for (const axis of AXES) {
      const sides = await axis.sides(bench)
      for (const probe of axis.probes) yield await measure(bench, axis, probe, sides)
    }
  },
}
