import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { afterAll, inject } from 'vitest'
import { type CommitMoment, createCommitHold } from './commit-hold.ts'
import { createFraming, FATAL_TERMINATED } from './postgres-messages.ts'

/**
 * When the connection of a statement ends: before the server has it, once the server has it, once the server has
 * answered but the client does not know, or by an administrator once the client does.
 */
export const MOMENTS = ['before', 'in', 'after', 'told'] as const
type Moment = (typeof MOMENTS)[number]

/** The way to the database, on which connections can be cut and everything can be held up. */
export interface DatabaseProxy {
  readonly url: string
  /** From now on nothing passes in either direction; new connections are taken and never answered. */
  freeze(): void
  /** Lets everything pass, what was held up included. */
  thaw(): void
  /** Cuts every connection and refuses new ones. */
  refuse(): Promise<void>
  /** Takes connections again. */
  accept(): Promise<void>
  /** Freezes when this statement is sent, counted from now on. */
  freezeAt(statement: number): void
  /** Cuts the connection of this statement, counted from now on; `hasCut` tells whether it came to that. */
  cutAt(statement: number, moment: Moment): void
  hasCut(): boolean
  /** Holds up the COMMIT of the transaction in which this text is sent, or its answer, for good; resolves when it does. */
  holdCommitOf(text: string, moment: CommitMoment): Promise<void>
  /** Counts the statements that are sent while the work is done. */
  count(work: () => Promise<unknown>): Promise<number>
}

interface Plan {
  readonly statement: number
  readonly what: Moment | 'freeze'
}

/** The state that all connections of a proxy share. */
function createState() {
  const pairs = new Set<readonly [Socket, Socket]>()
  const commits = createCommitHold()
  let [frozen, sent, plan] = [false, 0, undefined as Plan | undefined]
  const each = (act: (socket: Socket) => void) => {
    for (const pair of pairs) for (const socket of pair) act(socket)
  }
  const planned = (next: Plan | undefined) => {
    plan = next
    sent = 0
  }
  const freeze = () => {
    frozen = true
    each((socket) => socket.pause())
  }
  return {
    ...{ pairs, commits, each, freeze, planned },
    isFrozen: () => frozen,
    isPlanned: () => plan !== undefined,
    sent: () => sent,
    thaw() {
      frozen = false
      each((socket) => socket.resume())
    },
    /** What is planned for the statement that is being sent. */
    next(): Plan['what'] | undefined {
      sent += 1
      if (plan?.statement !== sent) return undefined
      const { what } = plan
      plan = undefined
      return what
    },
  }
}

type State = ReturnType<typeof createState>

function relay(client: Socket, server: Socket, state: State): void {
  const [fromClient, fromServer] = [createFraming('client'), createFraming('server')]
  const commit = state.commits.connection()
  let onAnswer: Moment | undefined
  const end = () => {
    client.destroy()
    server.destroy()
  }
  client.on('data', (chunk: Buffer) => {
    for (const { bytes, isStatement } of fromClient(chunk)) {
      if (!commit.sent(bytes)) return
      const what = isStatement ? state.next() : undefined
      if (what === 'before') return end()
      server.write(bytes)
      if (what === 'freeze') state.freeze()
      if (what === 'in') {
        client.destroy()
        server.end()
        return
      }
      if (what === 'after' || what === 'told') onAnswer = what
    }
  })
  server.on('data', (chunk: Buffer) => {
    for (const { bytes, isReady } of fromServer(chunk)) {
      if (!commit.answered(isReady)) return
      if (isReady && onAnswer === 'after') return end()
      client.write(bytes)
      if (!isReady || onAnswer !== 'told') continue
      client.end(FATAL_TERMINATED)
      server.destroy()
      return
    }
  })
}

/** A proxy of the database of the run. Call at the top level of a suite. */
export async function databaseProxy(target = inject('databaseUrl')): Promise<DatabaseProxy> {
  const url = new URL(target)
  const [host, port] = [url.hostname, Number(url.port)]
  const state = createState()
  const listener = createServer({ pauseOnConnect: true }, (client) => {
    const server = connect({ host, port })
    const pair = [client, server] as const
    state.pairs.add(pair)
    for (const socket of pair) {
      socket.on('error', () => undefined)
      socket.on('close', () => {
        state.pairs.delete(pair)
        for (const one of pair) one.destroySoon()
      })
    }
    relay(client, server, state)
    if (state.isFrozen()) server.pause()
    else client.resume()
  })
  const listen = async (on: number) => {
    listener.listen(on, '127.0.0.1')
    await once(listener, 'listening')
    // safe because it listens on a port
    return (listener.address() as AddressInfo).port
  }
  const refuse = async () => {
    const closed = new Promise((resolve) => listener.close(resolve))
    state.each((socket) => socket.destroy())
    await closed
  }
  const own = await listen(0)
  afterAll(refuse)
  url.port = String(own)
  return {
    refuse,
    async accept() {
      if (!listener.listening) await listen(own)
    },
    url: url.href,
    freeze: state.freeze,
    thaw: state.thaw,
    freezeAt: (statement) => state.planned({ statement, what: 'freeze' }),
    cutAt: (statement, moment) => state.planned({ statement, what: moment }),
    holdCommitOf: state.commits.at,
    hasCut: () => !state.isPlanned(),
    async count(work) {
      state.planned(undefined)
      await work()
      return state.sent()
    },
  }
}
