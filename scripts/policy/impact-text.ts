import type { Effect, PersonImpact } from './impact.ts'
import type { Org } from './people.ts'

function placesText({ buildings }: Org, ids: ReadonlySet<string>): string {
  const [there, missing] = [true, false].map((wanted) => buildings.filter(({ id }) => ids.has(id) === wanted))
  const names = (some = there): string => some?.map(({ name }) => name).join(', ') ?? ''
  if (missing?.length === 0) return buildings.length === 1 ? names() : `all ${buildings.length} buildings`
  if ((missing?.length ?? 0) < (there?.length ?? 0)) return `all ${buildings.length} buildings but ${names(missing)}`
  return names()
}

const placeText = (org: Org, effects: readonly Effect[]): string =>
  effects.some(({ place }) => place.type === 'org')
    ? 'the org'
    : placesText(org, new Set(effects.flatMap(({ place }) => place.ids)))

/** One line for each set of keys that somebody gains or loses, with all the places where that is so. */
export function describeImpact({ org, person, effects }: PersonImpact): string[] {
  const alike = Map.groupBy(effects, ({ gains, keys, place }) => JSON.stringify([gains, keys, place.type]))
  return [...alike.values()].map((group) => {
    const verb = group[0]?.gains ? 'gains' : 'loses'
    const keys = group[0]?.keys.join(', ')
    return `${org.name}: ${person.name} (${person.id}) ${verb} ${keys} in ${placeText(org, group)}`
  })
}
