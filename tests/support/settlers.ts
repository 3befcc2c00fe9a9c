import type { Http } from './http.ts'
import { newEmail, provision, type ResidentGrant } from './provision.ts'
import type { Scene } from './scene.ts'
import { heldBy } from './stored.ts'

/** A unit, and the building it is in. */
export interface Home {
  readonly buildingId: string
  readonly unitId: string
}

/** People who live somewhere and are to live elsewhere. */
export function settlers({ db, world, admin }: Scene) {
  const newUnit = async (): Promise<Home> => {
    const buildingId = await world.building()
    return { buildingId, unitId: await world.unit(buildingId) }
  }
  return {
    newUnit,
    /** Somebody who lives in so many units, each in a building of its own, and a free unit in another one. */
    async somebodyIn(count: number) {
      const email = newEmail()
      const id = await world.user({ email })
      const homes: (Home & { readonly occupancyId: string })[] = []
      for (let made = 0; made < count; made += 1) {
        const home = await newUnit()
        homes.push({ ...home, occupancyId: await world.occupy(id, home.buildingId, home.unitId) })
      }
      const settle = (resident: ResidentGrant, by: Http = admin) =>
        provision(by, { identity: { email, name: 'Somebody' }, grants: { resident } })
      const [home = await newUnit()] = homes
      return { email, id, home, homes, target: await newUnit(), settle }
    },
    livesIn: async (id: string) => (await heldBy(db, world.orgId, id)).occupancies,
  }
}

/** What `livesIn` shows of somebody who lived there, and lives here. */
export const lived = (
  ended: readonly Pick<Home, 'unitId'>[],
  active: readonly Pick<Home, 'unitId'>[],
): readonly string[] =>
  [...ended.map(({ unitId }) => `${unitId} ENDED`), ...active.map(({ unitId }) => `${unitId} ACTIVE`)].toSorted()
