import { expect, it } from 'vitest'
import { head } from './raw-http.ts'
import { JSON_TYPE, listening, type ShellSubject } from './shell.ts'

const LONG = 600_000
const GET = (path: string) => head(`GET ${path} HTTP/1.1`, 'host: test')

/** What every service promises of its end, in the order in which it happens. Call at the top level of a suite. */
export async function describeShutdown(subject: ShellSubject): Promise<void> {
  const { running, open, get, post } = await listening(subject)

  it('a service that is told to stop is not ready at once, serves on, and finishes what runs', async () => {
    const body = JSON.stringify(subject.body)
    expect((await get('/readyz')).status).toBe(200)
    const noDelay = new AbortController()
    const stopped = running.stop(LONG, noDelay.signal)

    const [idle, busy] = [await open(), await open()]
    idle.send(GET('/readyz'))
    expect((await idle.answer()).status).toBe(503)
    idle.send(GET('/livez'))
    const served = await idle.answer()
    expect([served.status, served.headers.get('connection')]).toEqual([200, 'keep-alive'])
    busy.send(post(JSON_TYPE, `content-length: ${body.length}`), body)
    const accepted = await busy.answer()
    expect([accepted.status, accepted.headers.get('connection')]).toEqual([subject.accepted, 'keep-alive'])

    busy.send(post(JSON_TYPE, `content-length: ${body.length}`), body.slice(0, 1))
    // Told by an answer that the server has seen what was sent before it.
    await get('/livez')
    noDelay.abort()
    await idle.ended()
    busy.send(body.slice(1))
    const last = await busy.answer()
    expect([last.status, last.headers.get('connection')]).toEqual([subject.accepted, 'close'])
    await busy.ended()
    await stopped
    await expect(open()).rejects.toThrow(/ECONNREFUSED/)
  })
}
