/** What is said of what was done. It is named in the address of the page, so it can be nothing but one of these. */
const DONE = {
  'signed-out': 'You are signed out.',
  'password-changed': 'Your password is changed. All other sessions have ended.',
  'email-asked': 'A mail is on its way to the new address. It counts once you have followed its link.',
  'email-confirmed': 'The address is confirmed.',
  'session-ended': 'The session has ended.',
  'building-created': 'The building is there.',
  'unit-created': 'The unit is there.',
  'moved-in': 'Moved in.',
  'moved-out': 'Moved out.',
  booked: 'The move is booked.',
  'booking-cancelled': 'The move is cancelled.',
  assigned: 'Assigned.',
  unassigned: 'The assignment is taken away.',
  granted: 'Granted.',
  'role-given': 'The role is given.',
  'role-taken': 'The role is taken away.',
  'override-set': 'The override is set.',
  'override-cleared': 'The override is taken away.',
  'invite-sent': 'The invite is on its way.',
  'invite-revoked': 'The invite does not count any more.',
  'reset-sent': 'A mail with a link to a new password is on its way.',
  'sessions-ended': 'Signed out everywhere.',
  disabled: 'The account is disabled.',
  enabled: 'The account is enabled.',
  'person-created': 'The person is there.',
  'person-linked': 'The person was there already; what was asked for holds now.',
  revoked: 'Everything is taken away.',
} as const

export type Done = keyof typeof DONE

const isDone = (text: string): text is Done => Object.hasOwn(DONE, text)

export const doneText = (done: string | null): string | undefined =>
  done !== null && isDone(done) ? DONE[done] : undefined

/** The address with what is to be said there. */
export const withDone = (to: string, done: Done | undefined): string =>
  done === undefined ? to : `${to}${to.includes('?') ? '&' : '?'}done=${done}`
