import type { Bench } from '../bench.ts'
import { medianOf, ratioOf } from '../load/rounds.ts'
import { atLeast, atMost, type Line, type Result } from '../result.ts'
import { milliseconds, mostWithin, perSecond, throughput } from './figures.ts'
import { compareWithLimit } from './questions.ts'

async function fromMemory(bench: Bench, connections: number): Promise<Result[]> {
  const pairs = await compareWithLimit(bench, 'with atLeast', connections)
  const what = `check with \`atLeast\`, ${connections} connections`
  return [
    {
      what,
      reference: throughput(pairs, 0),
      ours: throughput(pairs, 1),
      ratio: ratioOf(pairs, perSecond),
      target: atLeast(0.6),
    },
    {
      what: `${what}: p99`,
      reference: milliseconds(medianOf(pairs, 0, mostWithin)),
      ours: milliseconds(medianOf(pairs, 1, mostWithin)),
      ratio: ratioOf(pairs, mostWithin),
      target: atMost(2),
    },
  ]
}

export const checkFromMemory: Line<Bench> = {
  id: '1',
  title: 'check with atLeast, facts in memory',
  run: async (bench) => [...(await fromMemory(bench, 16)), ...(await fromMemory(bench, 64))],
}

export const checkCompared: Line<Bench> = {
  id: '2',
  title: 'check without atLeast',
  run: async (bench) => {
    const pairs = await compareWithLimit(bench, 'without atLeast', 64)
    return [
      {
        what: 'check without `atLeast`, 64 connections',
        reference: throughput(pairs, 0),
        ours: throughput(pairs, 1),
        ratio: ratioOf(pairs, perSecond),
        target: atLeast(0.4),
      },
    ]
  },
}

export const checkBatch: Line<Bench> = {
  id: '4',
  title: 'batch of 50 with atLeast',
  run: async (bench) => {
    const pairs = await compareWithLimit(bench, 'batches', 16)
    return [
      {
        what: 'batch of 50 with `atLeast`, 16 connections',
        reference: throughput(pairs, 0),
        ours: throughput(pairs, 1),
        ratio: ratioOf(pairs, perSecond),
        target: atLeast(0.4),
      },
    ]
  },
}
