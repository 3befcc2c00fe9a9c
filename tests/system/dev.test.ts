import { utimesSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { type Launched, launch, newPlace, removePlace, stop } from './launcher.ts'

const root = join(import.meta.dirname, '../..')
const place = await newPlace()
const running: Launched[] = []

afterEach(async () => {
  for (const launched of running.splice(0)) await stop(launched)
  removePlace(place)
})

const change = (path: string) => {
  const now = new Date()
  utimesSync(join(root, path), now, now)
}

it('pnpm dev serves with new processes once a source has changed, after a crash too, and leaves none behind', async () => {
  const launched = launch(place, {}, () => [process.execPath, '--conditions=source', 'scripts/dev.ts'])
  running.push(launched)
  expect(await launched.ready(), 'it is ready').toBe(true)
  const pids = () => ['authz/src/main.ts', 'core-api/src/main.ts'].map((file) => launched.find(file).pid)
  const renewed = async (before: readonly number[]) => {
    await expect.poll(() => pids().some((pid) => before.includes(pid)), { timeout: 60_000 }).toBe(false)
    expect(await launched.ready(), 'it is ready again').toBe(true)
  }
  const first = pids()
  change('services/core-api/src/main.ts')
  await renewed(first)
  const second = pids()
  process.kill(launched.find('core-api/src/main.ts').pid, 'SIGKILL')
  await expect
    .poll(() =>
      fetch(`${launched.url}/livez`).then(
        () => 'serves',
        () => 'is gone',
      ),
    )
    .toBe('is gone')
  change('packages/authz-client/src/index.ts')
  await renewed(second)
  const { code, output } = await stop(launched)
  expect(code).toBe(0)
  expect(output).toContain('Latchkey is ready')
  expect(output).toContain('core-api was ended by SIGKILL: waiting for a change of the sources')
})
