import { setTimeout as sleep } from 'node:timers/promises'
import type { Bench } from '../bench.ts'
import { get, post, type Requests, writeRequests } from '../load/requests.ts'
import { median } from '../load/rounds.ts'
import { type Measured, runLoad } from '../load/wrk.ts'
import { WORLD } from '../oracle/world.ts'
import { atMost, type Line, type Result } from '../result.ts'
import { emailOf } from '../seed/bulk-org.ts'
import { idOf } from '../seed/ids.ts'
import { bulkOrg } from '../seed/orgs.ts'
import { PASSWORD, send, signIn } from '../seed/password.ts'
import { questionsOrg } from '../seed/questions-org.ts'
import { milliseconds } from './figures.ts'

const CONNECTIONS = 20
/** The longest that is taken, and the dearest to judge. */
const WORST = '1'.repeat(128)
/** For what is still queued of the attack. */
const CALM_MS = 2_000

interface Files {
  readonly livez: Requests
  readonly read: Requests
  readonly attack: Requests
}

const ATTACKED = '/api/auth/change-password'

/** @throws Error when the attack is refused before it costs anything: nothing would be measured */
async function assertCosts(bench: Bench, headers: Readonly<Record<string, string>>, body: object): Promise<void> {
  const { coreApi } = await bench.services()
  const answer = await send(coreApi.url + ATTACKED, headers, body).catch(String)
  if (!String(answer).includes('weak_password')) throw new Error(`The attack costs nothing: ${String(answer)}`)
}

/** An account of one org does its worst; somebody of another org reads. */
async function prepare(bench: Bench): Promise<Files> {
  const people = await questionsOrg(bench)
  const attacker = people.find(
    ({ status, roles, homes }) => status === 'ACTIVE' && roles.length === 0 && homes.length > 0,
  )
  if (attacker === undefined) throw new Error('nobody to attack with')
  const attackers = await signIn(bench, WORLD.slug, emailOf(attacker.number))
  const reader = await bulkOrg(bench, 'fewHomes')
  const readers = await signIn(bench, reader.slug, emailOf(0))
  const path = `/api/org/buildings/${idOf(reader.number, 'building', 1)}/units/basic`
  const body = { currentPassword: PASSWORD, newPassword: WORST }
  await assertCosts(bench, attackers, body)
  return {
    livez: writeRequests(bench.folder, 'livez', [get('/livez', {})]),
    read: writeRequests(bench.folder, 'a-read', [get(path, readers)]),
    attack: writeRequests(bench.folder, 'attack', [{ text: post(ATTACKED, attackers, body) }]),
  }
}

type Pair = readonly [livez: Measured, read: Measured]

/** Both side by side, one connection each. */
async function observe(bench: Bench, { livez, read }: Files): Promise<Pair> {
  const { coreApi } = await bench.services()
  const at = (requests: Requests) =>
    runLoad({ url: coreApi.url, requests, connections: 1, seconds: bench.options.seconds, mayStall: true })
  return Promise.all([at(livez), at(read)])
}

async function observeUnderAttack(bench: Bench, files: Files): Promise<Pair> {
  const { coreApi } = await bench.services()
  const seconds = bench.options.seconds + 1
  const common = { url: coreApi.url, requests: files.attack, mayRefuse: true, mayStall: true }
  const attack = { ...common, connections: CONNECTIONS, seconds }
  const attacking = runLoad(attack)
  // The attack is under way when the others begin.
  const [pair] = await Promise.all([sleep(500).then(() => observe(bench, files)), attacking])
  await sleep(CALM_MS)
  return pair
}

export const hostile: Line<Bench> = {
  id: '0a',
  title: 'one account does its worst',
  parts: 1,
  async *run(bench) {
    const files = await prepare(bench)
    const rounds: (readonly [idle: Pair, attacked: Pair])[] = []
    await observe(bench, files)
    for (let round = 1; round <= bench.options.rounds; round += 1) {
      bench.progress.say(`round ${round} of ${bench.options.rounds}`)
      rounds.push([await observe(bench, files), await observeUnderAttack(bench, files)])
      bench.progress.advance(1 / bench.options.rounds)
    }
    const result = (place: 0 | 1, what: string): Result => ({
      what: `p99 of ${what} while one account does its worst, against idle`,
      reference: milliseconds(median(rounds.map(([idle]) => idle[place].p99))),
      ours: milliseconds(median(rounds.map(([, attacked]) => attacked[place].p99))),
      ratio: median(rounds.map(([idle, attacked]) => attacked[place].p99 / idle[place].p99)),
      target: atMost(10),
    })
    yield result(0, '`/livez`')
    yield result(1, 'a read of another org')
  },
}
