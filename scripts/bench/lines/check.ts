import type { Bench } from '../bench.ts'
import { medianOf, ratioOf } from '../load/rounds.ts'
import { atMost, type Line, type Result } from '../result.ts'
import { againstCerbos } from './cerbos.ts'
import { milliseconds, mostWithin, throughputOf } from './figures.ts'
import { compareWithLimit } from './questions.ts'

/**
 * How many times as long as others a round of 64 connections is. Every round opens its connections anew, and Node accepts one
 * in a turn of its loop: of the requests of a second 64 are the slowest hundredth, so that p99 would be how long the last
 * connection waits to be accepted, and nothing of all that follows.
 */
export const AS_LONG_AT_64 = 3

async function* fromMemory(bench: Bench, connections: number, asLong: number): AsyncGenerator<Result> {
  const what = `check with \`atLeast\`, ${connections} connections`
  const seconds = bench.options.seconds * asLong
  const turns = await compareWithLimit(bench, 'with atLeast', { what, connections, seconds })
  yield throughputOf(what, turns, 0.6)
  yield {
    what: `${what}: p99`,
    reference: milliseconds(medianOf(turns, 0, mostWithin)),
    ours: milliseconds(medianOf(turns, 1, mostWithin)),
    ratio: ratioOf(turns, mostWithin),
    target: atMost(2),
  }
}

export const checkFromMemory: Line<Bench> = {
  id: '1',
  title: 'check with atLeast, facts in memory',
  parts: 3,
  async *run(bench) {
    yield* fromMemory(bench, 16, 1)
    yield* fromMemory(bench, 64, AS_LONG_AT_64)
    yield await againstCerbos(bench, 'with atLeast', 4)
  },
}

export const checkCompared: Line<Bench> = {
  id: '2',
  title: 'check without atLeast',
  parts: 1,
  async *run(bench) {
    const what = 'check without `atLeast`, 64 connections'
    const turns = await compareWithLimit(bench, 'without atLeast', { what, connections: 64 })
    yield throughputOf(what, turns, 0.4)
  },
}

export const checkBatch: Line<Bench> = {
  id: '4',
  title: 'batch of 50 with atLeast',
  parts: 2,
  async *run(bench) {
    const what = 'batch of 50 with `atLeast`, 16 connections'
    const turns = await compareWithLimit(bench, 'batches', { what, connections: 16 })
    yield throughputOf(what, turns, 0.4)
    yield await againstCerbos(bench, 'batches', 15)
  },
}
