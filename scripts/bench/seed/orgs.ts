import type { Bench } from '../bench.ts'
import { type BulkOrg, insertBulkOrg } from './bulk-org.ts'
import { preparePassword } from './password.ts'
import { withoutTriggers } from './without-triggers.ts'

/** Users of `manyBuildings` who are managers of one building, and of a thousand. */
export const FEW_ASSIGNMENTS = 6
export const MANY_ASSIGNMENTS = 7

/** Some of the first get grants when provisioning is measured; those after them stay as they are made. */
export const FIRST_USERS = 1_000

const common = { unitsPerBuilding: 10, users: FIRST_USERS, occupanciesPerUnit: 1, emptyUnits: 10_000 } as const
const homes = { ...common, buildings: 10, unitsPerBuilding: 20, occupanciesPerUnit: 50 } as const

/** Orgs that differ in one measure each. `--quick` takes a tenth of the largest. */
const orgsOf = (quick: boolean) => {
  const most = (count: number): number => (quick ? count / 10 : count)
  const managers = { [FEW_ASSIGNMENTS]: 1, [MANY_ASSIGNMENTS]: most(1_000) }
  return {
    fewBuildings: { ...common, number: 11, slug: 'few-buildings', buildings: 10 },
    manyBuildings: { ...common, number: 12, slug: 'many-buildings', buildings: most(10_000), managers },
    fewUsers: { ...common, number: 13, slug: 'few-users', buildings: 100 },
    manyUsers: { ...common, number: 14, slug: 'many-users', buildings: 100, users: FIRST_USERS + most(1_000_000) },
    provisioned: { ...common, number: 17, slug: 'provisioned', buildings: 10, users: 60_000, emptyUnits: 50_000 },
    fewHomes: { ...homes, number: 15, slug: 'few-homes' },
    manyHomes: { ...homes, number: 16, slug: 'many-homes', unitsPerBuilding: most(2_000), users: most(20_000) },
  } satisfies Record<string, BulkOrg>
}

export type OrgName = keyof ReturnType<typeof orgsOf>

/** An org of that name, made when it is first asked for. */
export const bulkOrg = (bench: Bench, name: OrgName): Promise<BulkOrg> =>
  bench.once(`seeding the org ${name}`, async () => {
    await preparePassword(bench)
    const bulk: BulkOrg = orgsOf(bench.options.quick)[name]
    await withoutTriggers(await bench.database(), (client) => insertBulkOrg(client, bulk))
    return bulk
  })
