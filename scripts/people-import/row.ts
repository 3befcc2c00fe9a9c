import { Email, Name } from '@latchkey/core-api/http/fields'
import { Whenever } from '@latchkey/core-api/http/when'
import { AssignmentTypeName } from '@latchkey/shared/authz/contract'
import type { When } from '@latchkey/shared/day'
import { isRoleKey, ROLE_KEYS, type RoleKey } from '@latchkey/shared/permissions'
import type { z } from 'zod'
import { assertNone, type Fault } from './fault.ts'
import type { Column, Line, TimeColumn } from './table.ts'

/** What a line says of one person; building and unit are named as people name them. */
export interface Row {
  readonly line: number
  readonly email: string
  readonly name: string
  readonly roleKeys: readonly RoleKey[]
  readonly building: string
  readonly types: readonly AssignmentTypeName[]
  readonly unit: string
  /** The times that are named; a day becomes an instant where its building stands. */
  readonly times: ReadonlyMap<TimeColumn, When>
}

const words = (text: string): string[] => [...new Set(text.split(/[\s|]+/).filter((word) => word !== ''))]

const isType = (text: string): text is AssignmentTypeName =>
  AssignmentTypeName.options.some((option) => option === text)

/** What times a line names, and what of them has nothing to be about. */
function timesOf(cells: Line['cells'], fault: (column: Column, message: string) => void): Map<TimeColumn, When> {
  const times = new Map<TimeColumn, When>()
  const isGiven = cells.roles !== '' || cells.assignments !== ''
  for (const column of ['starts', 'ends', 'movein', 'moveout'] as const) {
    if (cells[column] === '') continue
    const parsed = Whenever.safeParse(cells[column])
    if (!parsed.success) fault(column, `is neither a day (2031-06-01) nor a moment (2031-06-01T12:00:00Z)`)
    else times.set(column, parsed.data)
    const isGrant = column === 'starts' || column === 'ends'
    if (isGrant && !isGiven) fault(column, 'is named, but neither a role nor an assignment')
    if (!isGrant && cells.unit === '') fault(column, 'is named, but no unit')
  }
  return times
}

function rowOf({ line, cells }: Line, faults: Fault[]): Row {
  const fault = (column: Column, message: string) => void faults.push({ line, column, message })
  const field = (schema: z.ZodType<string>, column: 'email' | 'name'): string => {
    const parsed = schema.safeParse(cells[column])
    if (parsed.success) return parsed.data
    fault(column, cells[column] === '' ? 'is empty' : (parsed.error.issues[0]?.message ?? 'is not valid'))
    return ''
  }
  const roles = words(cells.roles.toLowerCase())
  const types = words(cells.assignments.toUpperCase())
  for (const role of roles.filter((word) => !isRoleKey(word))) {
    fault('roles', `${role} is not a role: there are ${ROLE_KEYS.join(', ')}`)
  }
  for (const type of types.filter((word) => !isType(word))) {
    fault('assignments', `${type} is not an assignment: there are ${AssignmentTypeName.options.join(', ')}`)
  }
  const { building, unit } = cells
  if (building === '' && unit !== '') fault('building', 'is empty, but a unit is named')
  if (building === '' && types.length > 0) fault('building', 'is empty, but an assignment is named')
  if (building !== '' && unit === '' && types.length === 0) {
    fault('building', 'is named, but neither an assignment nor a unit in it')
  }
  return {
    ...{ line, building, unit, email: field(Email, 'email'), name: field(Name, 'name') },
    ...{ roleKeys: roles.filter(isRoleKey), types: types.filter(isType), times: timesOf(cells, fault) },
  }
}

/** Each line as what it says, held to the rules of the API. @throws FileFaults with every fault of the file */
export function readRows(lines: readonly Line[]): Row[] {
  const faults: Fault[] = []
  const rows = lines.map((line) => rowOf(line, faults))
  assertNone(faults)
  return rows
}
