import { isPermissionKey, type PermissionKey } from '@latchkey/shared/permissions'

export interface Cell {
  readonly persona: string
  readonly key: PermissionKey
  readonly cell: string
}

/** A table of permission keys (rows) and personas (columns), drawn with bars. */
export function readTable(table: string): Cell[] {
  const [header = [], ...rows] = table
    .trim()
    .split('\n')
    .map((line) => line.split('|').slice(1, -1))
    .map((columns) => columns.map((column) => column.trim()))
  const personas = header.slice(1)
  return rows.flatMap(([key = '', ...cells]) => {
    if (!isPermissionKey(key)) throw new Error(`"${key}" is no permission key`)
    if (cells.length !== personas.length) throw new Error(`the row of ${key} has ${cells.length} cells`)
    return cells.map((cell, at) => ({ persona: personas[at] ?? '', key, cell }))
  })
}
