import { startThrowaway } from '@latchkey/dev-postgres/throwaway'
import { expect, it } from 'vitest'
import { hasPostgres15, PROGRAMS } from '../support/postgres-15.ts'
import { launch, newPlace, removePlace, stop, walkthrough } from './launcher.ts'

const isLeftOut = !hasPostgres15()

it.skipIf(isLeftOut)('the whole story can be played on PostgreSQL 15, the oldest that is supported', async () => {
  const [server, place] = [await startThrowaway({ programs: PROGRAMS }), await newPlace()]
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
