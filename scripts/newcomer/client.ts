import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { createApi, items } from '../walkthrough/client.ts'
import { addressOf, type Place, pnpm } from './command.ts'

const WALKTHROUGH_MS = 300_000
const Secrets = z.object({ platformApiKey: z.string() })

/** The ids of the organisations, as the platform sees them with the key that the launcher keeps. */
export async function listOrgs(place: Place): Promise<string[]> {
  const { platformApiKey: platformKey } = Secrets.parse(
    JSON.parse(readFileSync(join(place.DATA_DIR, 'secrets.json'), 'utf8')),
  )
  const api = createApi(addressOf(place))
  try {
    const answer = await api.send({ method: 'GET', path: '/api/platform/orgs?limit=200', platformKey })
    if (answer.status !== 200) throw new Error(`the list of organisations was answered ${answer.status}`)
    return items(answer, 'id')
  } finally {
    await api.close()
  }
}

/** `npx --yes pnpm@12 walkthrough`. @throws Error when a step differs or it takes too long */
export async function walkthrough(place: Place): Promise<void> {
  const child = pnpm('walkthrough', place, 'inherit')
  const overdue = setTimeout(() => process.kill(-(child.pid ?? Number.NaN), 'SIGKILL'), WALKTHROUGH_MS)
  const [code] = await once(child, 'exit')
  clearTimeout(overdue)
  if (code !== 0) throw new Error(`ended with code ${code}`)
}
