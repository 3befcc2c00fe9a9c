import { HOLDS, KEY_NAMES, KEYS, type Role } from './rules.ts'

const ROLES: readonly Role[] = ['org_admin', 'admin', 'viewer']
const OURS = 'P.attr.status == "ACTIVE" && R.attr.org == P.attr.org'
const ASSIGNED = 'R.attr.building in P.attr.assignments'
const LIVES = 'R.attr.building in P.attr.homes'

const rule = (key: string, roles: readonly string[], expr: string) => ({
  actions: [key],
  effect: 'EFFECT_ALLOW',
  roles,
  condition: { match: { expr: `${OURS} && ${expr}` } },
})

/** What holds everywhere in the org: (roles ∪ ALLOW) − DENY. */
const globalRules = (key: string) => [
  rule(
    key,
    ROLES.filter((role) => HOLDS[role](key)),
    `!("${key}" in P.attr.deny)`,
  ),
  rule(key, ['user'], `"${key}" in P.attr.allow`),
]

const localRules = (key: string) => {
  const { writes, residents } = KEYS[key] ?? {}
  const assigned = writes ? `${ASSIGNED} && P.attr.assignments[R.attr.building] == "BUILDING_ADMIN"` : ASSIGNED
  return [rule(key, ['user'], assigned), ...(residents ? [rule(key, ['user'], LIVES)] : [])]
}

const policy = (resource: string, rules: readonly object[]) => ({
  apiVersion: 'api.cerbos.dev/v1',
  resourcePolicy: { resource, version: 'default', rules },
})

/** The same policy in the words of Cerbos, by file name. */
export const CERBOS_POLICIES: Readonly<Record<string, object>> = {
  'org.json': policy('org', KEY_NAMES.flatMap(globalRules)),
  'building.json': policy(
    'building',
    KEY_NAMES.filter((key) => KEYS[key]?.on === 'building').flatMap((key) => [...globalRules(key), ...localRules(key)]),
  ),
}
