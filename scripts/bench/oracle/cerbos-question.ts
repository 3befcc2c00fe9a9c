import type { Asked } from './questions.ts'
import { buildingId, buildingOfUnit, WORLD } from './world.ts'

/** All facts about somebody: Cerbos finds none itself. */
const principalOf = ({ person }: Asked) => ({
  id: person.id,
  roles: ['user', ...person.roles],
  attr: {
    org: WORLD.slug,
    status: person.status,
    allow: person.overrides.flatMap(({ key, effect }) => (effect === 'ALLOW' ? key : [])),
    deny: person.overrides.flatMap(({ key, effect }) => (effect === 'DENY' ? key : [])),
    assignments: Object.fromEntries(person.assignments.map(({ building, type }) => [buildingId(building), type])),
    homes: [...new Set(person.homes.map(buildingOfUnit))].map(buildingId),
  },
})

const resourceOf = ({ place, question: { action, resource } }: Asked) => ({
  actions: [action.name],
  resource: {
    kind: place === 'org' ? 'org' : 'building',
    id: resource.id,
    attr: { org: WORLD.slug, ...(place === 'org' ? {} : { building: buildingId(place) }) },
  },
})

/** Questions about one person as CheckResources takes them. @throws Error when there are none */
export function questionForCerbos(asked: readonly Asked[]) {
  const [first] = asked
  if (first === undefined) throw new Error('nothing is asked')
  return { principal: principalOf(first), resources: asked.map(resourceOf) }
}
