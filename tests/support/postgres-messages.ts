/** A whole message of PostgreSQL's protocol. */
export interface Message {
  readonly bytes: Buffer
  /** It ends what the client asks at a time: Sync, or a simple query. */
  readonly isStatement: boolean
  /** The server has answered all of it: ReadyForQuery. */
  readonly isReady: boolean
}

const ENDS_STATEMENT = new Set(['S', 'Q'])
const READY = 'Z'
const LENGTH_BYTES = 4

/** Takes bytes as they come, gives the messages that they complete. The first of a client has no type. */
export function createFraming(side: 'client' | 'server'): (chunk: Buffer) => Message[] {
  let left: Buffer = Buffer.alloc(0)
  let isUntyped = side === 'client'
  return (chunk) => {
    left = Buffer.concat([left, chunk])
    const messages: Message[] = []
    for (;;) {
      const typeBytes = isUntyped ? 0 : 1
      if (left.length < typeBytes + LENGTH_BYTES) return messages
      const size = typeBytes + left.readUInt32BE(typeBytes)
      if (left.length < size) return messages
      const type = isUntyped ? '' : left.toString('latin1', 0, 1)
      const bytes = left.subarray(0, size)
      left = left.subarray(size)
      isUntyped = false
      const isStatement = side === 'client' && ENDS_STATEMENT.has(type)
      messages.push({ bytes, isStatement, isReady: side === 'server' && type === READY })
    }
  }
}

const FIELDS = [
  ['S', 'FATAL'],
  ['V', 'FATAL'],
  ['C', '57P01'],
  ['M', 'terminating connection due to administrator command'],
] as const

/** What a backend says when it is ended from outside: an ErrorResponse. */
export const FATAL_TERMINATED: Buffer = (() => {
  const fields = Buffer.from(`${FIELDS.map(([field, text]) => `${field}${text}\0`).join('')}\0`)
  const head = Buffer.alloc(1 + LENGTH_BYTES)
  head.write('E')
  head.writeUInt32BE(LENGTH_BYTES + fields.length, 1)
  return Buffer.concat([head, fields])
})()
