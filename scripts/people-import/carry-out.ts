import { type Client, LatchkeyError } from '@latchkey/client'
import pLimit from 'p-limit'
import { isOurs, type Outcome, type Planned } from './rehearse.ts'

/** What is refused on its merits, and stays refused. */
const REFUSALS = new Set([400, 403, 404, 409, 422])

/** With the members that are named. */
const timesOf = (from: string, start: Date | undefined, until: string, end: Date | undefined) => ({
  ...(start && { [from]: start.toISOString() }),
  ...(end && { [until]: end.toISOString() }),
})

function bodyOf({ row, buildingId = '', unitId, isNew, instants: { starts, ends, movein, moveout } }: Planned) {
  const { email, name, roleKeys, types } = row
  const times = timesOf('startsAt', starts, 'endsAt', ends)
  const stay = timesOf('startAt', movein, 'plannedEndAt', moveout)
  return {
    identity: { email, name, ...(isNew && { sendInvite: true }) },
    grants: {
      ...(starts || ends ? { roles: roleKeys.map((key) => ({ key, ...times })) } : { orgRoleKeys: [...roleKeys] }),
      buildingAssignments: types.map((type) => ({ buildingId, type, ...times })),
      ...(unitId !== undefined && { resident: { buildingId, unitId, ...stay } }),
    },
  }
}

async function provision({ api }: Client, planned: Planned): Promise<Outcome> {
  try {
    const { created, applied } = await api.provisionUser({ body: bodyOf(planned) })
    if (created) return { action: 'create', code: undefined }
    const { buildingAssignments, resident } = applied
    const isNew = buildingAssignments.some((one) => one.created) || resident?.created === true
    // Of roles and of other times the answer tells what holds, not what is new; the reading afterwards tells that it does.
    const { row, expected } = planned
    const isUntold = row.roleKeys.length > 0 || row.times.size > 0
    return { action: isNew || (isUntold && expected.action === 'link') ? 'link' : 'unchanged', code: undefined }
  } catch (error) {
    if (!(error instanceof LatchkeyError) || !REFUSALS.has(error.status)) throw error
    return { action: 'conflict', code: error.code }
  }
}

/**
 * Provisions every row that comes to something, so many at once; rows about the same person or unit in the order of
 * the file. Stops at the first that is not answered: what was done before stays, and the same file goes on from there.
 * @throws LatchkeyError, UnreachableError
 */
export async function carryOut(
  client: Client,
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
      const isDone = planned.expected.action === 'unchanged' || isOurs(planned.expected)
      outcomes[at] = isDone ? planned.expected : await provision(client, planned)
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
