import { type Api, type Call, field, type Reply } from './client.ts'
import type { Row } from './table.ts'

/** What is expected: the status, the code of a problem, and what an answer shows. */
interface Expectation {
  readonly status: number
  readonly code?: string
  readonly shows?: string
  readonly show?: (reply: Reply) => string
}

/** Plays steps one after the other and keeps what happened. */
export interface Story {
  readonly rows: readonly Row[]
  step(step: string, call: Call, expected: Expectation): Promise<Reply>
  /** Sends without a line in the table: what the story needs but is not about. */
  send(call: Call): Promise<Reply>
  note(row: Row): void
}

const written = (parts: readonly (string | undefined)[]): string => parts.filter(Boolean).join(' ')

/** The path without ids, so that lines stay readable. */
const readable = ({ request }: Reply): string => request.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '…')

export function createStory(api: Api): Story {
  const rows: Row[] = []
  return {
    rows,
    send: (call) => api.send(call),
    note: (row) => rows.push(row),
    step: async (step, call, { status, code, shows, show }) => {
      const reply = await api.send(call)
      const got = written([String(reply.status), field(reply, 'code'), show?.(reply)])
      rows.push({ step, request: readable(reply), expected: written([String(status), code, shows]), got })
      return reply
    },
  }
}
