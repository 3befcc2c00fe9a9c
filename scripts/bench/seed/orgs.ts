import type { Bench } from '../bench.ts'
import type { Options } from '../options.ts'
import { type BulkOrg, insertBulkOrg } from './bulk-org.ts'
import { preparePassword } from './password.ts'
import { withoutTriggers } from './without-triggers.ts'

/** Users of `manyBuildings` who are managers of one building, and of a thousand; as nobody with an odd number, neither lives there. */
export const FEW_ASSIGNMENTS = 5
export const MANY_ASSIGNMENTS = 7

/** Some of the first get grants when provisioning is measured; those after them stay as they are made. */
export const FIRST_USERS = 1_000

const common = { unitsPerBuilding: 10, users: FIRST_USERS, occupanciesPerUnit: 1, emptyUnits: 10_000 } as const
const homes = { ...common, buildings: 10, unitsPerBuilding: 20, occupanciesPerUnit: 50 } as const

/** Orgs that differ in one measure each. */
const orgsOf = ({ buildings, assignments, users, occupancies }: Options) => {
  const managers = { [FEW_ASSIGNMENTS]: 1, [MANY_ASSIGNMENTS]: assignments }
  const unitsPerBuilding = occupancies / homes.buildings / homes.occupanciesPerUnit
  return {
    fewBuildings: { ...common, number: 11, slug: 'few-buildings', buildings: 10 },
    manyBuildings: { ...common, number: 12, slug: 'many-buildings', buildings, managers },
    fewUsers: { ...common, number: 13, slug: 'few-users', buildings: 100 },
    manyUsers: { ...common, number: 14, slug: 'many-users', buildings: 100, users: FIRST_USERS + users },
    provisioned: { ...common, number: 17, slug: 'provisioned', buildings: 10, users: 60_000, emptyUnits: 50_000 },
    fewHomes: { ...homes, number: 15, slug: 'few-homes' },
    manyHomes: { ...homes, number: 16, slug: 'many-homes', unitsPerBuilding, users: 10 * unitsPerBuilding },
  } satisfies Record<string, BulkOrg>
}

export type OrgName = keyof ReturnType<typeof orgsOf>

/** An org of that name, made when it is first asked for. */
export const bulkOrg = (bench: Bench, name: OrgName): Promise<BulkOrg> =>
  bench.once(`seeding the org ${name}`, async () => {
    await preparePassword(bench)
    const bulk: BulkOrg = orgsOf(bench.options)[name]
    await withoutTriggers(await bench.database(), (client) => insertBulkOrg(client, bulk))
    return bulk
  })
