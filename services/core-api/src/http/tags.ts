/** What the routes of the API are about, in the order in which it is shown. */
export const TAGS = {
  Auth: 'Signing in and going on, the own account, and the way back from a lost password.',
  Users: 'People of the organisation, their roles, and everything about one person in one call.',
  Invites: 'Links by which people choose a password of their own.',
  Roles: 'What roles and permission keys there are.',
  Buildings: 'Buildings, and who may do what in one.',
  Units: 'What people live in. A unit is available without an ACTIVE occupancy.',
  Assignments: 'Who works for a building: STAFF, MANAGER or BUILDING_ADMIN.',
  Occupancies: 'Who lives in a unit, or lived there.',
  Residents: 'People by where they live.',
  Audit: 'What was changed, by whom, and when.',
  Platform: 'Organisations, for whoever runs Latchkey.',
} as const

export type Tag = keyof typeof TAGS
