import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, expect, it } from 'vitest'
import { runningServices } from '../support/running-services.ts'

const folder = mkdtempSync(join(tmpdir(), 'latchkey-loaded-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** The environment of a service that writes down every module it loads, and what it has loaded so far. */
function recording(name: string) {
  const [hook, log] = [join(folder, `${name}.mjs`), join(folder, `${name}.log`)]
  const source = `
    import { appendFileSync } from 'node:fs'
    import { registerHooks } from 'node:module'
    registerHooks({ load: (url, context, next) => {
      appendFileSync(${JSON.stringify(log)}, url + '\\n')
      return next(url, context)
    } })`
  writeFileSync(hook, source)
  const loaded = () => readFileSync(log, 'utf8').split('\n')
  return { env: { NODE_OPTIONS: `--import=${pathToFileURL(hook)}` }, loaded }
}

const [authz, coreApi, traced] = [recording('authz'), recording('core-api'), recording('traced')]
const { walkthrough } = await runningServices({ authz: authz.env, coreApi: coreApi.env })
await runningServices({ authz: { ...traced.env, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' } })
/** prom-client brings the API, which does nothing by itself. */
const ofTracing = (loaded: readonly string[]) => loaded.filter((url) => /@opentelemetry\+(?!api@)/.test(url))

it('where nobody collects spans, nothing of OpenTelemetry is loaded, whatever is asked', {
  timeout: 60_000,
}, async () => {
  await walkthrough()
  for (const { loaded } of [authz, coreApi]) {
    expect(loaded().filter((url) => url.includes('/pg/')).length).toBeGreaterThan(0)
    expect(ofTracing(loaded())).toEqual([])
  }
})

it('a service whose collector is not there serves all the same', () => {
  expect(ofTracing(traced.loaded()).length).toBeGreaterThan(10)
})
