import { connect, createServer, type Server, type Socket } from 'node:net'

/** A proxy before the database that a test can close. */
export interface DatabaseProxy {
  /** The database's URL through the proxy. */
  readonly url: string
  /** Cuts every connection and refuses new ones. */
  close(): Promise<void>
  /** Connections stay, and new ones are accepted, but nothing passes any more. */
  silence(): void
  open(): Promise<void>
}

const listenOn = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      resolve(address === null || typeof address === 'string' ? 0 : address.port)
    })
  })

export async function openProxy(databaseUrl: string): Promise<DatabaseProxy> {
  const url = new URL(databaseUrl)
  const target = { host: url.hostname, port: Number(url.port) }
  const sockets = new Set<Socket>()
  let silent = false
  const server = createServer((client) => {
    const database = connect(target)
    for (const [from, to] of [
      [client, database],
      [database, client],
    ] as const) {
      sockets.add(from)
      from.on('data', (chunk) => silent || to.write(chunk))
      from.on('error', () => to.destroy())
      from.on('close', () => sockets.delete(from) && to.destroy())
    }
  })
  const port = await listenOn(server, 0)
  url.port = String(port)
  return {
    url: url.href,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      for (const socket of sockets) socket.destroy()
      await closed
    },
    silence() {
      silent = true
    },
    async open() {
      silent = false
      if (!server.listening) await listenOn(server, port)
    },
  }
}
