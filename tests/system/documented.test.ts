import { ENDPOINTS } from '@latchkey/core-api/app'
import { describeApi } from '@latchkey/core-api/operations/openapi'
import { afterAll, expect, it } from 'vitest'
import { launch, newPlace, removePlace, runToEnd, stop } from './launcher.ts'
import { validatingProxy } from './validating-proxy.ts'

const place = await newPlace()
const running = launch(place)
afterAll(async () => {
  await stop(running)
  removePlace(place)
})
expect(await running.ready(), 'it is ready').toBe(true)
const document = describeApi(ENDPOINTS)

/** Plays the whole story through a proxy that knows the document alone. */
async function playThrough(described: object) {
  const proxy = await validatingProxy(described, running.url)
  try {
    const { code, output } = await runToEnd('walkthrough', [], { ...place, CORE_API_URL: proxy.url })
    const steps = output.split('\n').filter((line) => /^[✓✗] /.test(line)).length
    return { code, output, steps, ...proxy.seen() }
  } finally {
    await proxy.stop()
  }
}

it('the whole story goes through the proxy of somebody else, who finds each request and answer as documented', async () => {
  const { code, output, steps, requests, complaints } = await playThrough(document)
  expect(complaints).toEqual([])
  expect(code, output).toBe(0)
  expect(steps).toBeGreaterThan(100)
  expect(requests).toBeGreaterThanOrEqual(steps)
})

it('it does not go through with a document that has another type for one member', async () => {
  const text = JSON.stringify(document)
  const other = text.replace(/("Unit":\{.*?"floor":)\{[^{}]*\}/s, '$1{"type":"boolean"}')
  expect(other).not.toBe(text)
  const { code, complaints } = await playThrough(JSON.parse(other))
  expect(code).toBe(1)
  expect(complaints).toContainEqual(expect.stringContaining('VIOLATIONS'))
})
