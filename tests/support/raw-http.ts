import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** An answer, as it came over the wire. */
export interface RawAnswer {
  readonly status: number
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, string>
  readonly body: string
}

/** A connection that sends exactly what it is told. */
export interface RawConnection {
  send(...parts: (string | Uint8Array)[]): void
  /** The next answer. @throws Error when the connection ends or is reset before it is whole */
  answer(): Promise<RawAnswer>
  /** Resolves when the server has ended its side. @throws Error when the connection is reset */
  ended(): Promise<void>
  close(): void
  /** Goes away without a word. */
  reset(): void
}

const HEAD_END = '\r\n\r\n'

/** The first answer in what has come, and how many bytes it takes; undefined while it is not whole. */
const firstOf = (bytes: Buffer): { answer: RawAnswer; length: number } | undefined => {
  const headLength = bytes.indexOf(HEAD_END)
  if (headLength === -1) return undefined
  const [statusLine = '', ...lines] = bytes.subarray(0, headLength).toString('latin1').split('\r\n')
  const status = Number(statusLine.split(' ')[1])
  const headers = new Map(
    lines.map((line) => [line.split(':', 1)[0]?.toLowerCase() ?? '', line.replace(/^[^:]*: */, '')]),
  )
  const length = headLength + HEAD_END.length + Number(headers.get('content-length') ?? 0)
  const body = bytes.subarray(headLength + HEAD_END.length, length).toString()
  return bytes.length < length ? undefined : { answer: { status, headers, body }, length }
}

export async function connectRaw(port: number): Promise<RawConnection> {
  const socket: Socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  let bytes = Buffer.alloc(0)
  let over: Error | undefined
  let hasEnded = false
  const wakeUps: (() => void)[] = []
  const wake = () => {
    for (const wakeUp of wakeUps.splice(0)) wakeUp()
  }
  socket.on('data', (chunk) => {
    bytes = Buffer.concat([bytes, chunk])
    wake()
  })
  socket.on('end', () => {
    hasEnded = true
    wake()
  })
  socket.on('error', (error) => {
    over = error
    wake()
  })
  const news = () => new Promise<void>((resolve) => wakeUps.push(resolve))
  return {
    send: (...parts) => {
      for (const part of parts) socket.write(part)
    },
    answer: async () => {
      for (;;) {
        const first = firstOf(bytes)
        if (first !== undefined) {
          bytes = bytes.subarray(first.length)
          return first.answer
        }
        if (over !== undefined) throw over
        if (hasEnded) throw new Error(`the connection ended after ${JSON.stringify(bytes.toString())}`)
        await news()
      }
    },
    ended: async () => {
      while (!hasEnded) {
        if (over !== undefined) throw over
        await news()
      }
    },
    close: () => socket.destroy(),
    reset: () => socket.resetAndDestroy(),
  }
}

/** The lines of a request, with the end of its head. */
export const head = (...lines: string[]): string => `${lines.join('\r\n')}${HEAD_END}`
