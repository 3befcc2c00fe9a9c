import type { Html } from '../html.ts'
import type { Refused } from '../page.ts'
import { input } from '../parts/field.ts'

/** Where somebody chooses a password; `pointer` is where the API finds fault with it. */
export const newPassword = (of: string, refused: Refused | undefined, name: string): Html =>
  input({
    ...{ of, refused, name, label: 'New password', type: 'password', autocomplete: 'new-password', required: true },
    hint: '12 to 128 characters, no common password, not your address',
  })
