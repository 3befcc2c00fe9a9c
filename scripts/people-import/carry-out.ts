import { randomUUID } from 'node:crypto'
import pLimit from 'p-limit'
import { z } from 'zod'
import { codeOf, UnexpectedReply } from '../api/http.ts'
import type { Session } from '../api/session.ts'
import type { Outcome, Planned } from './rehearse.ts'

const made = z.object({ created: z.boolean() })
const Provisioned = z.object({
  created: z.boolean(),
  applied: z.object({ buildingAssignments: z.array(made), resident: made.nullable() }),
})

/** What is refused on its merits, and stays refused. */
const REFUSALS = new Set([400, 403, 404, 409, 422])

function callOf({ row, buildingId, unitId, isNew }: Planned) {
  const { email, name, roleKeys, types } = row
  const body = {
    identity: { email, name, ...(isNew && { sendInvite: true }) },
    grants: {
      orgRoleKeys: roleKeys,
      buildingAssignments: types.map((type) => ({ buildingId, type })),
      ...(unitId !== undefined && { resident: { buildingId, unitId } }),
    },
  }
  // The same key when it is asked again: an answer that was lost is told as it was.
  return {
    method: 'POST',
    path: '/api/org/users/provision',
    headers: { 'idempotency-key': randomUUID() },
    body,
  } as const
}

async function provision(session: Session, planned: Planned): Promise<Outcome> {
  const call = callOf(planned)
  const reply = await session.send(call)
  const code = codeOf(reply)
  if (REFUSALS.has(reply.status) && code !== undefined) return { action: 'conflict', code }
  const answer = Provisioned.safeParse(reply.body)
  if (!answer.success) throw new UnexpectedReply(call, reply)
  const { created, applied } = answer.data
  if (created) return { action: 'create', code: undefined }
  const isNew = [...applied.buildingAssignments, ...(applied.resident ? [applied.resident] : [])].some(
    (one) => one.created,
  )
  // Of roles the answer tells those that hold, not which are new; the reading afterwards tells that they do.
  const givesRoles = planned.row.roleKeys.length > 0 && planned.expected.action === 'link'
  return { action: isNew || givesRoles ? 'link' : 'unchanged', code: undefined }
}

/**
 * Provisions every row that comes to something, so many at once; rows about the same person or unit in the order of
 * the file. Stops at the first that is not answered: what was done before stays, and the same file goes on from there.
 * @throws UnexpectedReply, or Error when core-api cannot be reached
 */
export async function carryOut(
  session: Session,
  rows: readonly Planned[],
  atOnce: number,
  step: () => void,
): Promise<Outcome[]> {
  const limit = pLimit(atOnce)
  const last = new Map<string, Promise<unknown>>()
  const outcomes: Outcome[] = []
  const failures: unknown[] = []
  const one = async (planned: Planned, at: number): Promise<void> => {
    if (failures.length > 0) return
    try {
      const isDone = planned.expected.action === 'unchanged'
      outcomes[at] = isDone ? planned.expected : await provision(session, planned)
      step()
    } catch (error) {
      failures.push(error)
    }
  }
  const all = rows.map((planned, at) => {
    const shared = [planned.row.email, ...(planned.unitId === undefined ? [] : [planned.unitId])]
    const before = Promise.all(shared.map((key) => last.get(key)))
    const done = before.then(() => limit(() => one(planned, at)))
    for (const key of shared) last.set(key, done)
    return done
  })
  await Promise.all(all)
  if (failures.length > 0) throw failures[0]
  return outcomes
}
