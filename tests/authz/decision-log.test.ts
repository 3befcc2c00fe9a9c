import { createDecisionLog, type DecisionLogMode, decisionLogMode } from '@latchkey/authz/http/decision-log'
import { POLICY_HASH } from '@latchkey/authz/policy/hash'
import { createLogger } from '@latchkey/shared/logger'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { testAuthz } from '../support/authz.ts'
import { ownerPool } from '../support/database.ts'
import { createWorld } from '../support/world.ts'

const db = ownerPool()
const world = await createWorld(db)
const building = { type: 'building', id: await world.building() }
const viewer = { type: 'user', id: await world.user({ roles: ['viewer'] }) }
const permitted = { subject: viewer, action: { name: 'units.read' }, resource: building }
const denied = { ...permitted, action: { name: 'units.write' } }

const Line = z.record(z.string(), z.unknown())
type Line = z.output<typeof Line>

/** authz with a decision log, and its lines so far. */
const logging = (mode: string, random = () => 0, level = 'silent') => {
  const lines: Line[] = []
  const destination = {
    write: (text: string) => {
      for (const line of text.trimEnd().split('\n')) lines.push(Line.parse(JSON.parse(line)))
    },
  }
  const logger = createLogger('authz', level, destination)
  const parsed: DecisionLogMode = decisionLogMode.parse(mode)
  return { lines, authz: testAuthz({ logger, decisionLog: createDecisionLog(logger, parsed, random) }) }
}
const askBoth = async ({ authz }: ReturnType<typeof logging>) => {
  await authz.post('/authz/check', permitted)
  await authz.post('/access/v1/evaluation', denied)
}
const decisionsIn = (lines: readonly Line[]) => lines.map(({ decision }) => decision)

describe('a decision is one line', () => {
  it('that says who asked what, and what was answered and why', async () => {
    const { authz, lines } = logging('all')
    const answer = await authz.post('/authz/check', denied, { 'x-request-id': 'the-request' })
    const { context } = z.object({ context: Line }).parse(await answer.json())
    expect(context['policy']).toBe(POLICY_HASH.slice(0, 12))
    expect(lines).toEqual([
      {
        level: 30,
        time: expect.any(String),
        service: 'authz',
        msg: 'decision',
        decisionId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        requestId: 'the-request',
        caller: 'tests',
        subject: viewer,
        action: 'units.write',
        resource: building,
        decision: false,
        reason: context['reason'],
        version: context['version'],
        policy: POLICY_HASH.slice(0, 12),
        durationMs: expect.any(Number),
      },
    ])
  })

  it('that names the subject of each item of a batch, whoever was asked about before', async () => {
    const { authz, lines } = logging('all')
    const other = { type: 'user', id: await world.user() }
    const asked = [
      viewer,
      other,
      { type: 'service', id: other.id },
      other,
      viewer,
      { type: 'user', id: 'ada@example.org' },
    ]
    await authz.post('/authz/check/batch', { evaluations: asked.map((subject) => ({ ...permitted, subject })) })
    expect(lines.map(({ subject }) => subject)).toEqual([
      ...[viewer, other, { type: '(unknown)', id: other.id }, other, viewer],
      { type: 'user', id: '(not an id)' },
    ])
  })

  it('also as an item of a batch, unless the item was cut off or has no answer', async () => {
    const { authz, lines } = logging('all')
    const evaluations = [permitted, {}, denied, permitted]
    await authz.post('/authz/check/batch', { evaluations })
    expect(decisionsIn(lines)).toEqual([true, false, true])
    expect(new Set(lines.map(({ decisionId }) => decisionId)).size).toBe(3)
    lines.length = 0
    const options = { evaluations_semantic: 'permit_on_first_permit' }
    await authz.post('/authz/check/batch', { evaluations, options })
    expect(decisionsIn(lines)).toEqual([true])
  })

  it('whose id no other decision has, however many are asked about at once', async () => {
    const { authz, lines } = logging('all')
    const evaluations = Array.from({ length: 900 }, () => permitted)
    for (let batch = 0; batch < 6; batch += 1) await authz.post('/authz/check/batch', { evaluations })
    const ids = lines.map(({ decisionId }) => z.uuid().parse(decisionId))
    expect(new Set(ids).size).toBe(6 * 900)
  })

  it('and an error is none', async () => {
    const { authz, lines } = logging('all')
    await authz.post('/authz/check', { ...permitted, context: { atLeast: 1_000_000 } })
    await authz.post('/authz/check/batch', { evaluations: [{ ...permitted, context: { atLeast: 1_000_000 } }] })
    await authz.post('/authz/check', { ...permitted, subject: 'x' })
    expect(lines).toEqual([])
  })
})

describe('the mode', () => {
  it.each([
    ['all', [true, false]],
    ['denials', [false]],
    ['off', []],
  ])('%s', async (mode, expected) => {
    const log = logging(mode)
    await askBoth(log)
    expect(decisionsIn(log.lines)).toEqual(expected)
  })

  it('sampled logs the share that is asked for, one in a hundred when none is', async () => {
    const drawn = [0.004, 0.02, 0.6]
    for (const [mode, expected] of [
      ['sampled', 1],
      ['sampled:0.05', 2],
      ['sampled:0', 0],
      ['sampled:1', 3],
    ] as const) {
      const draws = drawn.values()
      const log = logging(mode, () => draws.next().value ?? 1)
      await askBoth(log)
      await log.authz.post('/authz/check', permitted)
      expect(log.lines).toHaveLength(expected)
    }
  })

  it.each(['', 'ALL', 'sampled:', 'sampled:2', 'sampled:-1', 'sampled:1.5', 'all:0.1', 'none'])('is not %j', (mode) => {
    expect(decisionLogMode.safeParse(mode).success).toBe(false)
  })
})

describe('personal data', () => {
  it('is not in the log, whatever the caller puts into ids, names and properties', async () => {
    const { authz, lines } = logging('all')
    const mail = 'jane@example.com'
    const properties = { mail }
    await authz.post('/authz/check', { ...permitted, subject: { type: 'user', id: mail } })
    await authz.post('/authz/check', { ...permitted, subject: { type: mail, id: viewer.id } })
    await authz.post('/authz/check', { ...permitted, action: { name: mail } })
    await authz.post('/authz/check', { ...permitted, resource: { type: mail, id: mail } })
    await authz.post('/authz/check', { ...permitted, resource: { type: 'building', id: mail } })
    await authz.post('/authz/check', { ...permitted, subject: { ...viewer, properties, mail }, context: { mail } })
    expect(lines).toHaveLength(6)
    expect(JSON.stringify(lines)).not.toContain(mail)
  })
})
