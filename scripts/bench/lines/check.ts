import type { Bench } from '../bench.ts'
import { medianOf, ratioOf } from '../load/rounds.ts'
import { atMost, type Line, type Result } from '../result.ts'
import { againstCerbos } from './cerbos.ts'
import { milliseconds, mostWithin, throughputOf } from './figures.ts'
import { compareWithLimit } from './questions.ts'

async function fromMemory(bench: Bench, connections: number): Promise<Result[]> {
  const what = `check with \`atLeast\`, ${connections} connections`
  const turns = await compareWithLimit(bench, 'with atLeast', { what, connections })
  const slowest: Result = {
    what: `${what}: p99`,
    reference: milliseconds(medianOf(turns, 0, mostWithin)),
    ours: milliseconds(medianOf(turns, 1, mostWithin)),
    ratio: ratioOf(turns, mostWithin),
    target: atMost(2),
  }
  return [throughputOf(what, turns, 0.6), slowest]
}

export const checkFromMemory: Line<Bench> = {
  id: '1',
  title: 'check with atLeast, facts in memory',
  parts: 3,
  run: async (bench) => [
    ...(await fromMemory(bench, 16)),
    ...(await fromMemory(bench, 64)),
    await againstCerbos(bench, 'with atLeast', 4),
    {
      omitted: 'check against Cerbos over gRPC, and against OPA: wrk speaks HTTP/1.1 only, and no registry has an OPA',
    },
  ],
}

export const checkCompared: Line<Bench> = {
  id: '2',
  title: 'check without atLeast',
  parts: 1,
  run: async (bench) => {
    const what = 'check without `atLeast`, 64 connections'
    const turns = await compareWithLimit(bench, 'without atLeast', { what, connections: 64 })
    return [throughputOf(what, turns, 0.4)]
  },
}

export const checkBatch: Line<Bench> = {
  id: '4',
  title: 'batch of 50 with atLeast',
  parts: 2,
  run: async (bench) => {
    const what = 'batch of 50 with `atLeast`, 16 connections'
    const turns = await compareWithLimit(bench, 'batches', { what, connections: 16 })
    return [throughputOf(what, turns, 0.4), await againstCerbos(bench, 'batches', 15)]
  },
}
