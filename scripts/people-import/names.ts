import { assertNone, type Fault } from './fault.ts'
import { fold, type Org, type OrgBuilding } from './org.ts'
import type { Row } from './row.ts'

/** A row whose building and unit are found. */
export interface Resolved {
  readonly row: Row
  readonly buildingId: string | undefined
  readonly unitId: string | undefined
}

/** As it is written, else whatever its case. */
function unitOf({ units }: OrgBuilding, label: string): string | undefined {
  const exact = units.find((unit) => unit.label === label.normalize('NFC'))
  return (exact ?? units.find((unit) => fold(unit.label) === fold(label)))?.id
}

/** Finds what the rows name, a building by its id or by its name. @throws FileFaults with everything that is not found */
export function resolveNames(rows: readonly Row[], { buildings }: Org): Resolved[] {
  const byId = new Map(buildings.map((building) => [building.id, building]))
  const byName = Map.groupBy(buildings, ({ name }) => fold(name))
  const faults: Fault[] = []
  const resolved = rows.map((row): Resolved => {
    const fault = (column: 'building' | 'unit', message: string) => faults.push({ line: row.line, column, message })
    if (row.building === '') return { row, buildingId: undefined, unitId: undefined }
    const own = byId.get(row.building)
    const [building, another] = own === undefined ? (byName.get(fold(row.building)) ?? []) : [own]
    if (building === undefined) fault('building', `there is no building ${row.building}`)
    if (another !== undefined) fault('building', `several buildings are named ${row.building}: write the id of one`)
    const unitId = building && row.unit !== '' ? unitOf(building, row.unit) : undefined
    if (building && another === undefined && row.unit !== '' && unitId === undefined) {
      fault('unit', `there is no unit ${row.unit} in ${building.name}`)
    }
    return { row, buildingId: building?.id, unitId }
  })
  assertNone(faults)
  return resolved
}
