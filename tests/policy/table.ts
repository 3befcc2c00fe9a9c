import { isPermissionKey, type PermissionKey } from '@latchkey/shared/permissions'
import { readDrawnTable } from '../support/drawn-table.ts'

export interface Cell {
  readonly persona: string
  readonly key: PermissionKey
  readonly cell: string
}

/** A table of permission keys (rows) and personas (columns), drawn with bars. */
export const readTable = (table: string): Cell[] =>
  readDrawnTable(table).map(({ row: key, column: persona, cell }) => {
    if (!isPermissionKey(key)) throw new Error(`"${key}" is no permission key`)
    return { persona, key, cell }
  })
