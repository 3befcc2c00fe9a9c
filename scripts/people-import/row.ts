import { Email, Name } from '@latchkey/core-api/http/fields'
import { AssignmentTypeName } from '@latchkey/shared/authz/contract'
import { isRoleKey, ROLE_KEYS, type RoleKey } from '@latchkey/shared/permissions'
import type { z } from 'zod'
import { assertNone, type Fault } from './fault.ts'
import type { Column, Line } from './table.ts'

/** What a line says of one person; building and unit are named as people name them. */
export interface Row {
  readonly line: number
  readonly email: string
  readonly name: string
  readonly roleKeys: readonly RoleKey[]
  readonly building: string
  readonly types: readonly AssignmentTypeName[]
  readonly unit: string
}

const words = (text: string): string[] => [...new Set(text.split(/[\s|]+/).filter((word) => word !== ''))]

const isType = (text: string): text is AssignmentTypeName =>
  AssignmentTypeName.options.some((option) => option === text)

function rowOf({ line, cells }: Line, faults: Fault[]): Row {
  const fault = (column: Column, message: string) => faults.push({ line, column, message })
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
    ...{ roleKeys: roles.filter(isRoleKey), types: types.filter(isType) },
  }
}

/** Each line as what it says, held to the rules of the API. @throws FileFaults with every fault of the file */
export function readRows(lines: readonly Line[]): Row[] {
  const faults: Fault[] = []
  const rows = lines.map((line) => rowOf(line, faults))
  assertNone(faults)
  return rows
}
