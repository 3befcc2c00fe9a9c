import type { Problem } from '@latchkey/client'
import type { Done } from './done.ts'
import type { Html } from './html.ts'
import type { Visit } from './visit.ts'

/** What a page shows. */
export interface View {
  readonly title: string
  readonly body: Html
  /** Where it stands in the menu. */
  readonly section?: string
}

/** Where to go on; `done` names what is said there of what was done. */
export interface Onward {
  readonly to: string
  readonly done?: Done
}

export type Outcome = View | Onward

/** An action that the API has refused, with what had been typed. */
export interface Refused {
  readonly action: string
  readonly problem: Problem
  readonly form: URLSearchParams
}

export interface Page {
  /** Seen without anybody being signed in: no menu is drawn. */
  readonly isOpen?: boolean
  /** @throws LatchkeyError of the API: it is shown as a page of its own */
  readonly show: (visit: Visit, refused?: Refused) => Promise<Outcome>
  /** By the name that the form gives in `do`. What the API refuses is shown beside the fields of the form. */
  readonly actions?: Readonly<Record<string, (visit: Visit) => Promise<Outcome>>>
}

export const isOnward = (outcome: Outcome): outcome is Onward => 'to' in outcome
