import { describe, expect, it } from 'vitest'
import { testAuthz } from '../../support/authz.ts'
import { CASES } from './cases.ts'
import { fixture } from './fixture.ts'
import { run } from './runner.ts'

const authz = testAuthz({ point: fixture })
const subject = { send: authz.request, key: authz.key }

describe('AuthZEN 1.0, judged by the cases of the OpenID Foundation', () => {
  it('has 127 of them', () => {
    expect(CASES).toHaveLength(127)
    expect(new Set(CASES.map(({ id }) => id)).size).toBe(127)
  })

  it.each(CASES)('$id', async (asked) => {
    expect(await run(asked, subject), asked.summary).toBeUndefined()
  })
})
