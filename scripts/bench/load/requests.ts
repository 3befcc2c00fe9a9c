import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A request as it goes over the wire. */
export interface WireRequest {
  readonly text: string
  /** The decisions that its answer must hold, in order: t or f each. */
  readonly decisions?: string
}

type Headers = Readonly<Record<string, string>>

/** Requests in files, as the load generator reads them. */
export interface Requests {
  readonly requestsFile: string
  readonly decisionsFile: string
  readonly count: number
  /** How many decisions the answer to one of them holds. */
  readonly decisionsEach: number
}

function wire(method: string, path: string, headers: Headers, body = ''): string {
  const lines = Object.entries({ host: 'localhost', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`)
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`
}

export const get = (path: string, headers: Headers): WireRequest => ({ text: wire('GET', path, headers) })

export const post = (path: string, headers: Headers, body: object): string => {
  const text = JSON.stringify(body)
  const length = String(Buffer.byteLength(text))
  return wire('POST', path, { ...headers, 'content-type': 'application/json', 'content-length': length }, text)
}

let files = 0

const joined = (records: readonly string[]): string => records.map((record) => `${record}\0`).join('')

/**
 * Writes requests for the load generator. A request whose decisions are checked names its place, from 1 on, in
 * X-Request-ID or in `requestId`: the answer repeats it.
 */
export function writeRequests(folder: string, name: string, requests: readonly WireRequest[]): Requests {
  files += 1
  // Numbered: two that are compared must never be one file.
  const requestsFile = join(folder, `${files}-${name}.requests`)
  const decisionsFile = join(folder, `${files}-${name}.decisions`)
  const decisions = requests.flatMap((request) => request.decisions ?? [])
  writeFileSync(requestsFile, joined(requests.map(({ text }) => text)))
  writeFileSync(decisionsFile, joined(decisions))
  return { requestsFile, decisionsFile, count: requests.length, decisionsEach: decisions[0]?.length ?? 0 }
}

/** Questions as requests to a decision point, those of one place alike but for the questions. */
export const questionRequests = (
  path: string,
  key: string,
  bodies: readonly { readonly body: object; readonly decisions: string }[],
): WireRequest[] =>
  bodies.map(({ body, decisions }, index) => {
    const headers = { authorization: `Bearer ${key}`, 'x-request-id': String(index + 1) }
    return { text: post(path, headers, body), decisions }
  })
