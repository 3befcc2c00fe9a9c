import { setTimeout as sleep } from 'node:timers/promises'
import type { Bench } from '../bench.ts'
import { get, post, writeRequests } from '../load/requests.ts'
import { type Run, runnerOf, takeTurns } from '../load/rounds.ts'
import { runLoad } from '../load/wrk.ts'
import { WORLD } from '../oracle/world.ts'
import type { Line } from '../result.ts'
import { emailOf } from '../seed/bulk-org.ts'
import { send, signIn } from '../seed/password.ts'
import { questionsOrg } from '../seed/questions-org.ts'
import { throughputOf } from './figures.ts'

const READERS = 16
/** One that asks again as soon as it is answered, and heeds no Retry-After. */
const FLOOD = 1
/** Until it is over its rate, and the readers come. */
const AHEAD_MS = 500

/** @throws Error when it is not held back: nothing would be measured */
async function assertHeldBack(bench: Bench, url: string, refused: number): Promise<void> {
  if (refused === 0) throw new Error(`No question of the caller was refused at ${url}`)
  bench.progress.say(`${refused} questions were refused`)
}

/** A read of core-api, with nobody else and with a caller of authz that is far over its rate. */
export const callerAtLimit: Line<Bench> = {
  id: '0b',
  title: 'a caller over its rate',
  parts: 1,
  async *run(bench) {
    const { authz, coreApi, environments } = await bench.services()
    const person = (await questionsOrg(bench)).find(
      ({ status, roles }) => status === 'ACTIVE' && roles.includes('org_admin'),
    )
    if (person === undefined) throw new Error('nobody to read')
    const headers = await signIn(bench, WORLD.slug, emailOf(person.number))
    const path = '/api/org/buildings?limit=50'
    await send(coreApi.url + path, headers)
    const requests = writeRequests(bench.folder, 'reads-beside-a-flood', [get(path, headers)])
    const pids = [coreApi.child.pid, authz.child.pid]
    const read = runnerOf({ url: coreApi.url, requests, connections: READERS, pids }, bench.options.seconds)
    const question = {
      subject: { type: 'user', id: 'x' },
      action: { name: 'units.read' },
      resource: { type: 'org', id: 'x' },
    }
    const asking = { authorization: `Bearer ${environments.limitedKey}` }
    const flood = writeRequests(bench.folder, 'flood', [{ text: post('/authz/check', asking, question) }])
    const load = {
      url: authz.url,
      requests: flood,
      connections: FLOOD,
      seconds: bench.options.seconds + 1,
      mayRefuse: true,
    }
    const readBesideFlood: Run = async () => {
      const [round, { refused }] = await Promise.all([sleep(AHEAD_MS).then(read), runLoad(load)])
      await assertHeldBack(bench, authz.url, refused)
      return round
    }
    const what = `building list of 50, ${READERS} connections, beside a caller over its rate`
    yield throughputOf(what, await takeTurns(bench, what, [read, readBesideFlood]), 0.7)
  },
}
