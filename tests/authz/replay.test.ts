import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDecisionLog } from '@latchkey/authz/http/decision-log'
import { createLogger } from '@latchkey/shared/logger'
import { afterAll, describe, expect, inject, it } from 'vitest'
import { testAuthz } from '../support/authz.ts'
import { ownerPool } from '../support/database.ts'
import { otherPolicies } from '../support/other-policy.ts'
import { createWorld } from '../support/world.ts'

const policies = otherPolicies()
const directory = mkdtempSync(join(tmpdir(), 'replay-'))

const db = ownerPool()
const world = await createWorld(db)
const lines: string[] = []
const logger = createLogger('authz', 'info', { write: (line) => lines.push(line) })
const authz = testAuthz({ logger, decisionLog: createDecisionLog(logger, { permits: true, share: 1 }) })
const listening = await authz.listen()
afterAll(listening.close)

/** What the command prints and how it ends, given a file and this environment. */
const run = (
  text: string,
  env: Record<string, string> = { AUTHZ_URL: listening.url, AUTHZ_KEY: listening.key },
  policy: string[] = [],
) => {
  const file = join(directory, 'decisions.log')
  writeFileSync(file, text)
  return policies.run('replay-decisions.ts', [file, ...policy], env)
}

const building = { type: 'building', id: await world.building() }
const [staying, leaving] = [await world.user({ roles: ['viewer'] }), await world.user({ roles: ['viewer'] })]
for (const userId of [staying, leaving]) await authz.ask(userId, 'units.read', building)
await authz.ask('jane@example.com', 'units.read', building)
await authz.ask(staying, 'units.paint', building)
await authz.ask(staying, 'units.read', { type: 'garden', id: 'x' })
const log = lines.join('')

describe('replaying the decision log', () => {
  it('finds nothing while nothing has changed, among all the other lines of the log', async () => {
    expect(await run(log)).toEqual({ code: 0, out: '5 decisions asked again, 0 changed\n', err: '' })
  })

  it('names the decisions whose answer has changed, and only those', async () => {
    await db.query('DELETE FROM user_roles WHERE org_id = $1 AND user_id = $2', [world.orgId, leaving])
    const { code, out } = await run(log)
    expect(code).toBe(1)
    const [changed, summary, end] = out.split('\n')
    expect(changed).toContain(`user ${leaving}  units.read  building ${building.id}`)
    expect(changed).toContain('permit (global_permission) -> deny (no_grant)')
    expect([summary, end]).toEqual(['5 decisions asked again, 1 changed', ''])
  })

  it('stops before it asks when a line is malformed, and says which and why', async () => {
    const { code, out, err } = await run(`${log}{"msg":"decision","decision":true}\nnot json\n`)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain('has 2 lines that are not of a log of authz')
    expect(err).toMatch(/line \d+: .*decisionId/)
    expect(err).toMatch(/line \d+: is not JSON/)
  })

  it('says what is missing, and when authz gives no answer', async () => {
    const unset = await run(log, {})
    expect(unset).toMatchObject({ code: 2, out: '' })
    for (const name of ['AUTHZ_URL', 'AUTHZ_KEY']) expect(unset.err).toContain(`${name} is missing`)
    const gone = await run(log, { AUTHZ_URL: 'http://127.0.0.1:1', AUTHZ_KEY: 'any' })
    expect(gone).toMatchObject({ code: 2, out: '' })
    expect(gone.err).toContain('authz cannot be reached')
  })
})

describe('replaying the decision log against the policy of a commit', () => {
  const database = { DATABASE_URL: inject('databaseUrl') }
  const candidate = (from: string, to: string) => ['--policy', policies.commit(from, to)]
  const kept = lines.filter((line) => !line.includes(leaving)).join('')

  it('finds nothing when the candidate decides the same, without authz', async () => {
    const same = candidate('STAFF: readKeys', 'STAFF: [...readKeys]')
    expect(await run(kept, database, same)).toEqual({ code: 0, out: '4 decisions asked again, 0 changed\n', err: '' })
  })

  it('names the decisions that the candidate would turn around', async () => {
    const closed = candidate('...BY_ROLE.flatMap', '...BY_ROLE.slice(1).flatMap')
    const { code, out } = await run(kept, database, closed)
    expect(code).toBe(1)
    expect(out).toContain(`user ${staying}  units.read  building ${building.id}  permit (global_permission) -> deny`)
    expect(out).toContain('4 decisions asked again, 1 changed')
  })

  it('asks nothing when there is no such commit, or no database', async () => {
    const unknown = await run(kept, database, ['--policy', 'no-such-branch'])
    expect(unknown).toEqual({ code: 2, out: '', err: 'git knows no commit "no-such-branch"\n' })
    const unset = await run(kept, {}, candidate('STAFF: readKeys', 'STAFF: [...readKeys]'))
    expect(unset).toMatchObject({ code: 2, out: '' })
    expect(unset.err).toContain('DATABASE_URL is missing')
  })
})
