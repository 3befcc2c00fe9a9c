import { z } from 'zod'
import type { Bench } from '../bench.ts'

/** Of everybody: the hash is made once, by the service, and copied. */
export const PASSWORD = 'crimson-otter-lantern-417'

const Session = z.object({ accessToken: z.string() })

/** @throws Error with what was answered when it is not a success */
export async function send(url: string, headers: Readonly<Record<string, string>>, body?: object): Promise<unknown> {
  const answer = await fetch(url, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${text.slice(0, 300)}`)
  return JSON.parse(text)
}

/** Makes the one person whose hash all others get. */
export const preparePassword = (bench: Bench): Promise<void> =>
  bench.once('preparing a password', async () => {
    const { coreApi, environments } = await bench.services()
    const headers = { 'x-platform-key': environments.platformKey }
    const admin = { name: 'First', email: 'first@bench.example', password: PASSWORD }
    await send(`${coreApi.url}/api/platform/orgs`, headers, { name: 'First', slug: 'first', admin })
  })

/** Signs somebody in, at the core-api of all lines unless another is named; returns the header that every request of theirs carries. */
export async function signIn(
  bench: Bench,
  org: string,
  email: string,
  url?: string,
): Promise<{ authorization: string }> {
  const at = url ?? (await bench.services()).coreApi.url
  const answer = await send(`${at}/api/auth/login`, {}, { email, password: PASSWORD, org })
  return { authorization: `Bearer ${Session.parse(answer).accessToken}` }
}
