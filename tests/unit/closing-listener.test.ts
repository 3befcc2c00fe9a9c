import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { Worker } from 'node:worker_threads'
import { listen } from '@latchkey/shared/http/server'
import { expect, it } from 'vitest'

/** Connects and sends a request once it is told to, and tells when that is done: 1 in each place. */
const CLIENT = `
  const { connect } = require('node:net')
  const { parentPort, workerData: { port, flags } } = require('node:worker_threads')
  Atomics.wait(flags, 0, 0)
  const socket = connect(port, '127.0.0.1', () => {
    socket.write('POST /late HTTP/1.1\\r\\nhost: test\\r\\ncontent-length: 0\\r\\n\\r\\n', () => {
      Atomics.store(flags, 1, 1)
      Atomics.notify(flags, 1)
    })
  })
  socket.once('data', (data) => parentPort.postMessage(String(data).split('\\r\\n')[0]))
  socket.once('error', ({ code }) => parentPort.postMessage(code))`

const PATIENCE_MS = 10_000

it('a request that was sent before the listener closes is answered, although nobody had accepted it yet', async () => {
  const flags = new Int32Array(new SharedArrayBuffer(8))
  const noDelay = new AbortController()
  const fetched = (request: Request) => {
    if (new URL(request.url).pathname !== '/late') {
      // While this one is answered, the event loop stands still: the late one waits in the backlog.
      Atomics.store(flags, 0, 1)
      Atomics.notify(flags, 0)
      expect(Atomics.wait(flags, 1, 0, PATIENCE_MS)).not.toBe('timed-out')
      noDelay.abort()
    }
    return new Response('answered', { headers: { connection: 'close' } })
  }
  const running = await listen(fetched, 0, [])
  // safe because it listens on a port
  const { port } = running.server.address() as AddressInfo
  const client = new Worker(CLIENT, { eval: true, workerData: { port, flags } })
  const heard = once(client, 'message')
  const stopped = running.stop(600_000, noDelay.signal)
  expect((await fetch(`http://127.0.0.1:${port}/first`)).status).toBe(200)
  expect(await heard).toEqual(['HTTP/1.1 200 OK'])
  await stopped
  await client.terminate()
})
