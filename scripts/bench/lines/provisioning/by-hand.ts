import pg from 'pg'
import { z } from 'zod'
import type { Bench } from '../../bench.ts'
import { median, type Round } from '../../load/rounds.ts'
import { type BulkOrg, emailOf, unitsOf } from '../../seed/bulk-org.ts'
import { idOf } from '../../seed/ids.ts'
import { PROVISION } from '../../servers/provision-statements.ts'

/** Whom the n-th transaction gives what: as the calls of core-api do. */
export interface Gift {
  readonly person: number
  readonly building: number
  /** The number of an empty unit of building 0. */
  readonly emptyUnit: number
}

const Row = z.object({ id: z.string() })

/** One transaction that gives a role, an assignment and a home. @throws the error of the database */
async function give(client: pg.Client, bulk: BulkOrg, { person, building, emptyUnit }: Gift): Promise<void> {
  const id = (kind: Parameters<typeof idOf>[1], n: number) => idOf(bulk.number, kind, n)
  const [org, admin, home, unit] = [
    id('org', 0),
    id('user', 0),
    id('building', 0),
    id('unit', unitsOf(bulk) + emptyUnit),
  ]
  const place = id('building', building)
  const run = async (name: keyof typeof PROVISION, ...values: unknown[]): Promise<string> =>
    Row.partial().parse((await client.query({ ...PROVISION[name], values })).rows[0] ?? {}).id ?? ''
  await client.query('BEGIN')
  const user = await run('person', org, emailOf(person))
  await run('buildings', org, [home, place])
  await run('unit', org, unit, home)
  await run('lockPerson', org, user)
  await run('roles', org, user)
  await run('giveRole', org, user, 'viewer')
  await run('auditRoles', org, admin, user, { roleKeys: [] }, { roleKeys: ['viewer'] })
  await run('assignment', org, place, user, 'MANAGER')
  const assignment = await run('assign', org, place, user, 'MANAGER')
  const assigned = { id: assignment, buildingId: place, userId: user, type: 'MANAGER' }
  await run('auditAssignment', org, admin, assignment, null, assigned)
  await run('homes', org, user)
  await run('lockUnit', org, unit, home)
  await run('lastPeriod', org, unit)
  const occupancy = await run('moveIn', org, home, unit, user)
  const lives = { id: occupancy, buildingId: home, unitId: unit, residentUserId: user, status: 'ACTIVE' }
  await run('auditOccupancy', org, admin, occupancy, null, lives)
  await client.query('COMMIT')
}

/** Transactions one after the other on each of some connections, for some seconds. */
export async function provisionByHand(
  bench: Bench,
  bulk: BulkOrg,
  connections: number,
  gifts: Iterator<Gift>,
): Promise<Round> {
  const { url } = await bench.database()
  const times: number[] = []
  const started = performance.now()
  const before = process.cpuUsage()
  const deadline = started + bench.options.seconds * 1_000
  const work = async (): Promise<void> => {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    try {
      for (let begun = performance.now(); begun < deadline; begun = performance.now()) {
        const gift = gifts.next()
        if (gift.done === true) throw new Error('Not enough empty units for the transactions by hand')
        await give(client, bulk, gift.value)
        times.push((performance.now() - begun) * 1_000)
      }
    } finally {
      await client.end()
    }
  }
  await Promise.all(Array.from({ length: connections }, work))
  const seconds = (performance.now() - started) / 1_000
  const { user, system } = process.cpuUsage(before)
  const sorted = times.toSorted((one, other) => one - other)
  const [p99 = 0, most = 0] = [sorted[Math.floor(sorted.length * 0.99)], sorted.at(-1)]
  const speed = { requests: times.length, perSecond: times.length / seconds, cpu: (user + system) / times.length }
  return { ...speed, p50: median(times), p99, most, refused: 0 }
}
