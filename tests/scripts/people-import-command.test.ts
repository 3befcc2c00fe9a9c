import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { PASSWORD } from '../support/accounts.ts'
import { afterProvisioning, file, type Importer, importer } from '../support/importing.ts'
import { machineEnvironment } from '../support/machine-environment.ts'
import { setScene } from '../support/scene.ts'
import { unique } from '../support/world.ts'

const root = join(import.meta.dirname, '../..')
const directory = mkdtempSync(join(tmpdir(), 'latchkey-import-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

/** As the command has it unless it is told. */
const AT_ONCE = 8

const scene = await setScene()
const { db, world } = scene

interface Run {
  readonly child: ChildProcess
  readonly ended: Promise<{ code: number | null; signal: string | null; output: string }>
}

/** The command as an operator gives it, signed in through the environment. */
function command(who: Importer, args: readonly string[], password = PASSWORD): Run {
  const env = { ...machineEnvironment(), CORE_API_URL: who.url, LATCHKEY_EMAIL: who.email, LATCHKEY_PASSWORD: password }
  const script = ['--conditions=source', 'scripts/people-import.ts', ...args, '--org', who.slug]
  const child = spawn(process.execPath, script, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (part) => (output += String(part)))
  return { child, ended: once(child, 'close').then(([code, signal]) => ({ code, signal, output })) }
}

const write = (text: string): { path: string; result: () => string[] } => {
  const path = join(directory, `${unique('people')}.csv`)
  writeFileSync(path, text)
  return { path, result: () => readFileSync(path.replace('.csv', '.result.csv'), 'utf8').trimEnd().split('\r\n') }
}

const people = (count: number) => Array.from({ length: count }, () => `${unique('p')}@example.test`)
const eventsOf = async (emails: readonly string[], action: string): Promise<number> => {
  const statement = `SELECT count(*)::int AS count FROM audit_events e JOIN users u ON u.org_id = e.org_id AND u.id = e.target_id
    WHERE e.org_id = $1 AND u.email = ANY($2) AND e.action = $3`
  return (await db.query<{ count: number }>(statement, [world.orgId, emails, action])).rows[0]?.count ?? -1
}

describe('pnpm people:import', () => {
  it('killed between an effect and its answer, and run again, it ends as one run does', async () => {
    let current: Run | undefined
    const killing = afterProvisioning(async (response, count) => {
      if (count === 9) {
        current?.child.kill('SIGKILL')
        await current?.ended
      }
      return response
    })
    const who = await importer(scene, {}, killing)
    const emails = people(30)
    const { path, result } = write(file(...emails.map((email) => `${email},Somebody,viewer,,,`)))
    current = command(who, [path])
    expect(await current.ended).toMatchObject({ code: null, signal: 'SIGKILL' })
    expect(result).toThrow('ENOENT')
    // Those that were under way come to their end in core-api: at most as many as are asked at once.
    const begun = await eventsOf(emails, 'user.created')
    expect(begun).toBeGreaterThanOrEqual(9)
    expect(begun).toBeLessThan(9 + AT_ONCE)

    const again = await command(who, [path]).ended
    const [, created, unchanged] = /(\d+) create, 0 link, (\d+) unchanged, 0 conflict/.exec(again.output) ?? []
    expect(Number(created) + Number(unchanged), again.output).toBe(30)
    expect(Number(unchanged)).toBeGreaterThanOrEqual(begun)
    expect(Number(unchanged)).toBeLessThan(9 + AT_ONCE)
    expect(again.code).toBe(0)
    expect(await eventsOf(emails, 'user.created')).toBe(30)
    expect(await eventsOf(emails, 'user.invited')).toBe(30)
    const third = await command(who, [path, '--dry-run']).ended
    expect(third.output).toContain('Would be: 0 create, 0 link, 30 unchanged, 0 conflict')
  }, 60_000)

  it('writes what becomes of each line, and ends with 2 when some are refused', async () => {
    const who = await importer(scene)
    const [fresh = '', gone = ''] = people(2)
    await world.user({ email: gone, status: 'DISABLED' })
    const { path, result } = write(file(`${fresh},A,,,,`, '', `${gone},"B, C",viewer,,,`))
    const ended = await command(who, [path]).ended
    expect(ended.code, ended.output).toBe(2)
    expect(result()).toEqual([
      'line,column,action,email,code,message',
      `2,,create,${fresh},,`,
      `4,email,conflict,${gone},user_disabled,is disabled: enable them first`,
    ])
  })

  it('writes line and column of each fault, imports nobody, and ends with 1', async () => {
    const who = await importer(scene)
    const [fresh = ''] = people(1)
    const { path, result } = write(file(`${fresh},A,,,,`, 'nobody,B,,Nowhere,STAFF,'))
    const ended = await command(who, [path]).ended
    expect(ended.code, ended.output).toBe(1)
    expect(ended.output).toContain(`${path}:3 email:`)
    expect(result()).toEqual(['line,column,action,email,code,message', '3,email,fault,,,is not an email address'])
    expect(await eventsOf([fresh], 'user.created')).toBe(0)
  })

  it('ends with 1 for a wrong password and for arguments that are none, and shows no password', async () => {
    const who = await importer(scene)
    const { path } = write(file(`${people(1)[0]},A,,,,`))
    const wrong = await command(who, [path], 'not-the-password-at-all').ended
    expect(wrong).toMatchObject({ code: 1, output: expect.stringContaining('does not know these credentials') })
    expect(wrong.output).not.toContain('not-the-password-at-all')
    expect(await command(who, [path, '--at-once', '0']).ended).toMatchObject({ code: 1 })
    expect(await command(who, []).ended).toMatchObject({ code: 1, output: expect.stringContaining('people.csv') })
  }, 30_000)
})
