import { existsSync } from 'node:fs'
import { startThrowaway } from '@latchkey/dev-postgres/throwaway'
import { expect, it } from 'vitest'
import { launch, newPlace, removePlace, stop, walkthrough } from './launcher.ts'

/** Where Debian's package postgresql-15 has its programs. */
const PROGRAMS = '/usr/lib/postgresql/15/bin'
// CI has it, or fails.
const isLeftOut = !existsSync(PROGRAMS) && process.env['CI'] === undefined
if (isLeftOut) process.stderr.write('PostgreSQL 15 is not installed: the story on it is left out.\n')

it.skipIf(isLeftOut)('the whole story can be played on PostgreSQL 15, the oldest that is supported', async () => {
  const [server, place] = [await startThrowaway(PROGRAMS), await newPlace()]
  const running = launch(place, { DATABASE_URL: server.url })
  try {
    expect(await running.ready(), 'it is ready').toBe(true)
    const story = await walkthrough(place)
    expect(story.output).not.toContain('✗')
    expect(story.output).toContain('Lena chooses a new password')
    expect(story.code, story.output).toBe(0)
  } finally {
    await stop(running)
    await server.stop()
    removePlace(place)
  }
})
