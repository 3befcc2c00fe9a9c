import { existsSync } from 'node:fs'
import { startThrowaway } from '@latchkey/dev-postgres/throwaway'
import { expect, it } from 'vitest'
import { launch, newPlace, removePlace, stop, walkthrough } from './launcher.ts'

/** Where Debian's package postgresql-15 has its programs. */
const PROGRAMS = '/usr/lib/postgresql/15/bin'
const isMissing = !existsSync(PROGRAMS)

// CI has it, or fails.
it.skipIf(isMissing && process.env['CI'] === undefined)(
  `the whole story can be played on PostgreSQL 15, the oldest that is supported${isMissing ? ': postgresql-15 is not installed' : ''}`,
  async () => {
    const [server, place] = [await startThrowaway(PROGRAMS), await newPlace()]
    const running = launch(place, { DATABASE_URL: server.url })
    try {
      expect(await running.ready(), 'it is ready').toBe(true)
      const story = await walkthrough(place)
      expect(story.output).not.toContain('✗')
      expect(story.code, story.output).toBe(0)
    } finally {
      await stop(running)
      await server.stop()
      removePlace(place)
    }
  },
)
