import type { When } from '@latchkey/shared/day'
import type { Db } from '@latchkey/shared/db/client'
import { invalid } from '@latchkey/shared/errors'
import { instantIn } from '../access/instants.ts'
import type { OwnedBuilding } from '../access/owned.ts'
import type { Stretch } from './store.ts'

interface Named {
  readonly availableFrom?: When | undefined
  readonly availableTo?: When | undefined
}

const OVER_BUILDINGS = 'is a day, which begins at different times in different buildings: name one'

/** Whether one of the ends is a day, so that it must be known in which building. */
export const namesDay = ({ availableFrom, availableTo }: Named): boolean =>
  [availableFrom, availableTo].some((when) => when !== undefined && !(when instanceof Date))

/**
 * For how long a unit is to be free, in instants; a day can be named where the list is of one building.
 * @throws DomainError `invalid_request` for an end without a beginning, or one that does not come after it
 */
export async function stretchOf(
  db: Db,
  building: OwnedBuilding | undefined,
  { availableFrom, availableTo }: Named,
): Promise<Stretch | undefined> {
  const instant = async (pointer: string, when: When | undefined): Promise<Date | undefined> => {
    if (when === undefined || when instanceof Date) return when
    if (building === undefined) throw invalid(pointer, OVER_BUILDINGS)
    return instantIn<undefined>(db, building, pointer, when)
  }
  if (availableFrom === undefined && availableTo !== undefined)
    throw invalid('/availableTo', 'goes with availableFrom only')
  const [from, to = null] = [await instant('/availableFrom', availableFrom), await instant('/availableTo', availableTo)]
  if (from === undefined) return undefined
  if (to !== null && to <= from) throw invalid('/availableTo', 'is not after availableFrom')
  return { from, to }
}
