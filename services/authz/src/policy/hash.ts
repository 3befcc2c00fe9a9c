/** The hash of every answer of the policy (docs/policy.lock.json). Written by `pnpm write:docs`. */
export const POLICY_HASH = '030ffb6651a51feeec3af6c67188c70c9ac524123541919d13163a52ac135706'
