import type { SubjectFacts } from '@latchkey/authz/policy/types'
import { PERMISSION_KEYS } from '@latchkey/shared/permissions'
import { describe, expect, it } from 'vitest'
import { decide, RESOURCE_NAMES, RESOURCES, type ResourceName } from './facts.ts'
import { PERSONAS } from './personas.ts'
import { readTable } from './table.ts'

/**
 * Who may do what. A column is a person, a row is a permission key, and the cell says where:
 *   all   in every building of the org, and in the org as a whole (a new building)
 *   own   in the building where the person is assigned or lives, and nowhere else
 *   org   in the org as a whole; the key is not about a building
 *   –     nowhere
 * Nobody may do anything in another org. The tables are written by hand: they say what is wanted.
 */
const PEOPLE_OF_A_BUILDING = `
| permission key             | nobody | resident | former resident | STAFF | MANAGER | BUILDING_ADMIN |
| buildings.read             | –      | –        | –               | own   | own     | own            |
| buildings.write            | –      | –        | –               | –     | –       | own            |
| units.read                 | –      | –        | –               | own   | own     | own            |
| units.write                | –      | –        | –               | –     | –       | own            |
| units.basic.read           | –      | own      | –               | own   | own     | own            |
| building.assignments.read  | –      | –        | –               | own   | own     | own            |
| building.assignments.write | –      | –        | –               | –     | –       | own            |
| occupancy.read             | –      | –        | –               | own   | own     | own            |
| occupancy.write            | –      | –        | –               | –     | –       | own            |
| users.read                 | –      | –        | –               | –     | –       | –              |
| users.write                | –      | –        | –               | –     | –       | –              |
| roles.read                 | –      | –        | –               | –     | –       | –              |
| roles.assign               | –      | –        | –               | –     | –       | –              |
| audit.read                 | –      | –        | –               | –     | –       | –              |`

const PEOPLE_WITH_ROLES = `
| permission key             | viewer | admin | org_admin | viewer and admin | viewer and BUILDING_ADMIN | unknown role |
| buildings.read             | all    | all   | all       | all              | all                       | –            |
| buildings.write            | –      | all   | all       | all              | own                       | –            |
| units.read                 | all    | all   | all       | all              | all                       | –            |
| units.write                | –      | all   | all       | all              | own                       | –            |
| units.basic.read           | all    | all   | all       | all              | all                       | –            |
| building.assignments.read  | all    | all   | all       | all              | all                       | –            |
| building.assignments.write | –      | all   | all       | all              | own                       | –            |
| occupancy.read             | all    | all   | all       | all              | all                       | –            |
| occupancy.write            | –      | all   | all       | all              | own                       | –            |
| users.read                 | org    | org   | org       | org              | org                       | –            |
| users.write                | –      | org   | org       | org              | –                         | –            |
| roles.read                 | org    | org   | org       | org              | org                       | –            |
| roles.assign               | –      | –     | org       | –                | –                         | –            |
| audit.read                 | –      | org   | org       | org              | –                         | –            |`

const PEOPLE_WITH_AN_ALLOW = `
| permission key             | ALLOW units.write | ALLOW users.read | viewer, ALLOW units.write | STAFF, ALLOW units.write |
| buildings.read             | –                 | –                | all                       | own                      |
| buildings.write            | –                 | –                | –                         | –                        |
| units.read                 | –                 | –                | all                       | own                      |
| units.write                | all               | –                | all                       | all                      |
| units.basic.read           | –                 | –                | all                       | own                      |
| building.assignments.read  | –                 | –                | all                       | own                      |
| building.assignments.write | –                 | –                | –                         | –                        |
| occupancy.read             | –                 | –                | all                       | own                      |
| occupancy.write            | –                 | –                | –                         | –                        |
| users.read                 | –                 | org              | org                       | –                        |
| users.write                | –                 | –                | –                         | –                        |
| roles.read                 | –                 | –                | org                       | –                        |
| roles.assign               | –                 | –                | –                         | –                        |
| audit.read                 | –                 | –                | –                         | –                        |`

// The DENY is of units.write, units.basic.read and users.read: it takes away what a role gives, and nothing else.
const PEOPLE_WITH_A_DENY = `
| permission key             | org_admin, DENY | BUILDING_ADMIN, DENY | org_admin and BUILDING_ADMIN, DENY | resident, DENY |
| buildings.read             | all             | own                  | all                                | –              |
| buildings.write            | all             | own                  | all                                | –              |
| units.read                 | all             | own                  | all                                | –              |
| units.write                | –               | own                  | own                                | –              |
| units.basic.read           | –               | own                  | own                                | own            |
| building.assignments.read  | all             | own                  | all                                | –              |
| building.assignments.write | all             | own                  | all                                | –              |
| occupancy.read             | all             | own                  | all                                | –              |
| occupancy.write            | all             | own                  | all                                | –              |
| users.read                 | –               | –                    | –                                  | –              |
| users.write                | org             | –                    | org                                | –              |
| roles.read                 | org             | –                    | org                                | –              |
| roles.assign               | org             | –                    | org                                | –              |
| audit.read                 | org             | –                    | org                                | –              |`

// A grant counts from its beginning until just before its end: what is ahead gives nothing.
const PEOPLE_IN_TIME = `
| permission key             | MANAGER, viewer and resident from tomorrow | MANAGER until tomorrow | STAFF, BUILDING_ADMIN from tomorrow |
| buildings.read             | –                                          | own                    | own                                 |
| buildings.write            | –                                          | –                      | –                                   |
| units.read                 | –                                          | own                    | own                                 |
| units.write                | –                                          | –                      | –                                   |
| units.basic.read           | –                                          | own                    | own                                 |
| building.assignments.read  | –                                          | own                    | own                                 |
| building.assignments.write | –                                          | –                      | –                                   |
| occupancy.read             | –                                          | own                    | own                                 |
| occupancy.write            | –                                          | –                      | –                                   |
| users.read                 | –                                          | –                      | –                                   |
| users.write                | –                                          | –                      | –                                   |
| roles.read                 | –                                          | –                      | –                                   |
| roles.assign               | –                                          | –                      | –                                   |
| audit.read                 | –                                          | –                      | –                                   |`

const MEANING: Record<string, readonly ResourceName[]> = {
  all: ['own building', 'other building', 'org'],
  own: ['own building'],
  org: ['org'],
  '–': [],
}

const TABLES = [PEOPLE_OF_A_BUILDING, PEOPLE_WITH_ROLES, PEOPLE_WITH_AN_ALLOW, PEOPLE_WITH_A_DENY, PEOPLE_IN_TIME]
const CELLS = TABLES.flatMap(readTable)

const isActive = ([, { status }]: [name: string, subject: SubjectFacts]) => status === 'ACTIVE'
const ACTIVE = Object.entries(PERSONAS).filter(isActive)
const INACTIVE = Object.entries(PERSONAS).filter((persona) => !isActive(persona))

it('the tables say for every ACTIVE persona and every permission key, once, where it may be used', () => {
  const keys = TABLES.map((table) => [...new Set(readTable(table).map(({ key }) => key))])
  for (const [at, has] of keys.entries()) {
    const missing = PERMISSION_KEYS.filter((key) => !has.includes(key))
    expect(missing, `table ${at + 1} of ${TABLES.length} has no row of these`).toEqual([])
  }
  const wanted = ACTIVE.flatMap(([persona]) => PERMISSION_KEYS.map((key) => `${persona}: ${key}`))
  expect(CELLS.map(({ persona, key }) => `${persona}: ${key}`).toSorted()).toEqual(wanted.toSorted())
  for (const { cell } of CELLS) expect(Object.keys(MEANING)).toContain(cell)
})

describe.each(ACTIVE)('%s', (name, subject) => {
  const cells = CELLS.filter(({ persona }) => persona === name)
  it.each(cells)('may use $key: $cell', ({ key, cell }) => {
    const allowed = RESOURCE_NAMES.filter((one) => decide(key, { subject, resource: RESOURCES[one] }).decision)
    expect(allowed).toEqual(MEANING[cell])
  })
})

it.each(INACTIVE)('%s, who is not ACTIVE, may use no key anywhere', (_, subject) => {
  const allowed = PERMISSION_KEYS.filter((key) =>
    RESOURCE_NAMES.some((one) => decide(key, { subject, resource: RESOURCES[one] }).decision),
  )
  expect(allowed).toEqual([])
  const active = { ...subject, status: 'ACTIVE' } as const
  const resource = RESOURCES['own building']
  expect(PERMISSION_KEYS.some((key) => decide(key, { subject: active, resource }).decision)).toBe(true)
})

describe('a resource of another org', () => {
  const foreign: ResourceName[] = ['foreign building', 'foreign org']
  it.each(ACTIVE)('is to %s as if it did not exist, whatever the key', (_, subject) => {
    for (const one of foreign) {
      for (const key of PERMISSION_KEYS) {
        const { context } = decide(key, { subject, resource: RESOURCES[one] })
        expect(context).toEqual(decide(key, { subject, resource: undefined }).context)
        expect(context.reason).toEqual({ code: 'resource_not_in_org' })
      }
    }
  })
})
