export interface DrawnCell {
  readonly row: string
  readonly column: string
  readonly cell: string
}

/** The cells of a table drawn with bars; the first column names the rows. */
export function readDrawnTable(table: string): DrawnCell[] {
  const [header = [], ...rows] = table
    .trim()
    .split('\n')
    .map((line) => line.split('|').slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim()))
  return rows.flatMap(([row = '', ...cells]) => {
    if (cells.length !== header.length - 1) throw new Error(`the row ${row} has ${cells.length} cells`)
    return cells.map((cell, at) => ({ row, column: header[at + 1] ?? '', cell }))
  })
}
