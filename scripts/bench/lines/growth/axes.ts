import type { Bench } from '../../bench.ts'
import { residentOf, unitsOf } from '../../seed/bulk-org.ts'
import { bulkOrg, FEW_ASSIGNMENTS, MANY_ASSIGNMENTS, type OrgName } from '../../seed/orgs.ts'
import { type Party, party } from './party.ts'
import {
  afterBuildings,
  buildingsOf,
  check,
  firstPage,
  inBuilding,
  list,
  type Probe,
  provision,
  resourceSearch,
  subjectSearch,
} from './probes.ts'
import type { Given } from './provisioning.ts'

/** What grows, and what must not grow with it. */
export interface Axis {
  readonly what: string
  /** How many there are of what grows. */
  count(who: Party): number
  sides(bench: Bench): Promise<readonly [Party, Party]>
  readonly probes: readonly Probe[]
}

const ADMIN = 0
const PAGE = 10
/** People who have neither role nor assignment at first. */
const newcomer = (_: Party, n: number): Given => ({
  person: 8 + 10 * (n % 100),
  building: Math.floor(n / 100) % 10,
  roleKeys: ['viewer'],
})

const admins =
  (few: OrgName, many: OrgName): Axis['sides'] =>
  async (bench) => {
    const at = async (name: OrgName) => party(bench, { bulk: await bulkOrg(bench, name), user: ADMIN, limit: PAGE })
    return [await at(few), await at(many)]
  }

/** Two of one org: a page of the one is a single building. */
const managers: Axis['sides'] = async (bench) => {
  const bulk = await bulkOrg(bench, 'manyBuildings')
  const at = (user: number, firstEmptyUnit: number) => party(bench, { bulk, user, limit: 1, firstEmptyUnit })
  return [await at(FEW_ASSIGNMENTS, 3_100), await at(MANY_ASSIGNMENTS, 6_200)]
}

const buildingList = list('building list', () => '/api/org/buildings', afterBuildings)
/** The empty units of building 0 come after all others. */
const afterOrgUnits = (who: Party): string => who.id('unit', unitsOf(who.bulk) + who.bulk.emptyUnits - 1 - who.limit)
const orgUnits = list('units of the org', () => '/api/org/units', afterOrgUnits)
const basicUnits = firstPage('`units/basic`', inBuilding(0, 'units/basic'))

/** The last of ten buildings: what reads the org from its beginning takes longest there. */
const LAST = 9
const unitsEnd = ({ bulk }: Party): number => (LAST + 1) * bulk.unitsPerBuilding - 1
const lastOccupancyOf = (unit: number, { bulk }: Party): number => (unit + 1) * bulk.occupanciesPerUnit - 1
const afterUnits = (units: (limit: number) => number) => (who: Party) =>
  who.id('unit', unitsEnd(who) - units(who.limit))

const homeLists: readonly Probe[] = [
  ...list(
    'units',
    inBuilding(LAST, 'units'),
    afterUnits((limit) => limit),
  ),
  ...list(
    '`units?available=true`',
    inBuilding(LAST, 'units?available=true'),
    afterUnits((limit) => 1 + 2 * limit),
  ),
  ...list(
    '`units?available=false`',
    inBuilding(LAST, 'units?available=false'),
    afterUnits((limit) => 2 * limit),
  ),
  ...list(
    '`units?availableFrom=`',
    inBuilding(LAST, 'units?availableFrom=2090-01-01T00:00:00Z'),
    afterUnits((limit) => 1 + 2 * limit),
  ),
  ...list('occupancies, ended ones too', inBuilding(LAST, 'occupancies?status=ALL'), (who) =>
    who.id('occupancy', lastOccupancyOf(unitsEnd(who), who) - who.limit),
  ),
  ...list('residents', inBuilding(LAST, 'residents'), (who) =>
    who.id('occupancy', lastOccupancyOf(unitsEnd(who) - 2 * who.limit, who)),
  ),
]

/** The fourth unit of the last building is lived in. */
const resident = ({ bulk }: Party): number => residentOf(LAST * bulk.unitsPerBuilding + 3, bulk)

export const AXES: readonly Axis[] = [
  {
    what: 'buildings of the org',
    count: buildingsOf,
    sides: admins('fewBuildings', 'manyBuildings'),
    probes: [
      ...buildingList,
      ...orgUnits,
      basicUnits,
      check(() => ADMIN, 'units.read', 1),
      ...resourceSearch,
      provision(newcomer),
    ],
  },
  {
    what: 'assignments of a user',
    count: buildingsOf,
    sides: managers,
    probes: [
      ...buildingList,
      basicUnits,
      check(({ user }) => user, 'units.read', 0),
      ...resourceSearch,
      provision(({ user }) => ({ person: user, building: 0, roleKeys: [] })),
    ],
  },
  {
    what: 'users of the org',
    count: ({ bulk }) => bulk.users,
    sides: admins('fewUsers', 'manyUsers'),
    probes: [
      ...list(
        'user list',
        () => '/api/users',
        (who) => who.id('user', who.bulk.users - 1 - who.limit),
      ),
      check(() => 10, 'units.read', 0),
      ...subjectSearch,
      provision(newcomer),
    ],
  },
  {
    what: 'occupancies of the org',
    count: ({ bulk }) => unitsOf(bulk) * bulk.occupanciesPerUnit,
    sides: admins('fewHomes', 'manyHomes'),
    probes: [...homeLists, check(resident, 'units.basic.read', LAST), provision(newcomer)],
  },
]
