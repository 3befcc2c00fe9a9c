import { encoderOf } from '../http/encode.ts'
import { type RoleGrants, shownRoles } from './grants.ts'
import { type OverrideGrants, toOverrides } from './overrides.ts'
import { Overrides, ShownRoles } from './schema.ts'

const encodeRoles = encoderOf(ShownRoles)
const encodeOverrides = encoderOf(Overrides)

/** Roles as the audit log has them: all that are held, what has not begun included. */
export const encodedRoles = (grants: RoleGrants) => ({
  roleKeys: [...grants.keys()],
  roles: encodeRoles(shownRoles(grants)),
})

/** Overrides as the audit log has them. */
export const encodedOverrides = (grants: OverrideGrants) => encodeOverrides({ overrides: toOverrides(grants) })
