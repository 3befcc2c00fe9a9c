import type { PermissionKey } from '@latchkey/shared/permissions'
import { type PolicyRule, rulesOf } from './ability.ts'
import type { PolicyFacts } from './types.ts'

const isOnWholeOrg = ({ subject, conditions }: PolicyRule): boolean =>
  subject === 'Building' && conditions !== undefined && Object.keys(conditions).join() === 'orgId'

const without = (rule: PolicyRule, keys: ReadonlySet<PermissionKey>): PolicyRule => ({
  ...rule,
  action: [rule.action].flat().filter((key) => !keys.has(key)),
})

/** The rules as a filter needs them: a key that holds on every building of the org is not said of single ones again. */
export function listRulesOf(facts: PolicyFacts): PolicyRule[] {
  const rules = rulesOf(facts)
  const everywhere = new Set(rules.filter(isOnWholeOrg).flatMap(({ action }) => action))
  return rules
    .map((rule) => (rule.subject !== 'Building' || isOnWholeOrg(rule) ? rule : without(rule, everywhere)))
    .filter(({ action }) => action.length > 0)
}
