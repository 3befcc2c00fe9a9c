import { describeApi as describeAuthz } from '@latchkey/authz/http/openapi'
import { ENDPOINTS } from '@latchkey/core-api/app'
import { describeApi as describeCoreApi } from '@latchkey/core-api/operations/openapi'
import spectral, { type RulesetDefinition } from '@stoplight/spectral-core'
import rulesets from '@stoplight/spectral-rulesets'
import { describe, expect, it } from 'vitest'

/** Rules of Spectral that our documents need not keep, and why. */
const SWITCHED_OFF = {
  'info-license': 'the product is not licensed to anybody',
  'license-url': 'the same',
  'contact-properties': 'there is no public address to write to',
  'array-items': 'it knows no tuples, which have prefixItems',
  'openapi-tags-alphabetical': 'tags stand in the order in which they are read',
}

const linter = new spectral.Spectral()
linter.setRuleset({
  // safe because this is the way its own documentation hands it over; the types of the two packages differ
  extends: [[rulesets.oas as unknown as RulesetDefinition, 'all']],
  rules: Object.fromEntries(Object.keys(SWITCHED_OFF).map((rule) => [rule, 'off'])),
})
const findings = async (document: object) =>
  (await linter.run(Object(document))).map(({ code, path }) => `${code} at ${path.join('.')}`)

const DOCUMENTS = { 'core-api': describeCoreApi(ENDPOINTS), authz: describeAuthz() }

describe.each(Object.entries(DOCUMENTS))('the OpenAPI document of %s', (_, document) => {
  it('has nothing that Spectral finds', async () => {
    expect(await findings(document)).toEqual([])
  })

  it('has something with an operation that has no id, an example of another type, and a schema that is nowhere', async () => {
    const text = JSON.stringify(document)
      .replace(/"operationId":"\w+",/, '')
      .replace(/^(.*)"example":\{/s, '$1"example":7,"x-was":{')
      .replace(/schemas\/\w+"/, 'schemas/Nowhere"')
    const found = await findings(JSON.parse(text))
    for (const rule of ['operation-operationId at', 'oas3-valid-media-example at', 'invalid-ref at']) {
      expect(found).toContainEqual(expect.stringContaining(rule))
    }
  })

  it('has no default in a body, which generators would take for a member that must be sent', () => {
    const { schemas } = Object(document).components
    expect(JSON.stringify(schemas)).not.toContain('"default":')
    expect(JSON.stringify(schemas)).toContain('when absent')
  })

  it('shows each failure as a problem of its status, with a code that it may have', () => {
    const failures = Object.values(Object(document).paths)
      .flatMap((item) => Object.values(Object(item)))
      .flatMap((operation) => Object.entries(Object(operation).responses))
      .filter(([status]) => Number(status) >= 400)
    expect(failures.length).toBeGreaterThan(20)
    for (const [status, failure] of failures) {
      const { description, content } = Object(failure)
      const { example } = content['application/problem+json']
      expect([String(example.status), description.split(', ')]).toEqual([
        status,
        expect.arrayContaining([`\`${example.code}\``]),
      ])
    }
  })

  it('names each operation by a verb and a noun', () => {
    const ids = [...JSON.stringify(document).matchAll(/"operationId":"(\w+)"/g)].map(([, id]) => id)
    expect(ids.length).toBeGreaterThan(9)
    expect(ids.filter((id) => !/^[a-z]+([A-Z][a-z]+)*$/.test(id ?? ''))).toEqual([])
    expect(new Set(ids).size).toBe(ids.length)
  })
})
