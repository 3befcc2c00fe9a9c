import { verifyingOnce } from '@latchkey/core-api/sessions/verified'
import { describe, expect, it } from 'vitest'

/** Verifies what begins with `good`, until second 100, and tells what it was asked for. */
function verifier(most?: number) {
  const asked: string[] = []
  let seconds = 0
  const verify = async (token: string) => {
    asked.push(token)
    if (!token.startsWith('good') || seconds >= 100) throw new Error('refused')
    return { subject: token, expiresAt: 100 }
  }
  const once = verifyingOnce(verify, () => new Date(seconds * 1_000), most)
  return { asked, once, at: (second: number) => (seconds = second) }
}

describe('a token', () => {
  it('is verified once while it holds', async () => {
    const { asked, once } = verifier()
    expect([await once('good'), await once('good'), asked]).toEqual(['good', 'good', ['good']])
  })

  it('is refused from the second of its expiry on', async () => {
    const { once, at } = verifier()
    await once('good')
    at(99.9)
    expect(await once('good')).toBe('good')
    at(100)
    await expect(once('good')).rejects.toThrow('refused')
  })

  it('that was refused is never kept', async () => {
    const { asked, once } = verifier()
    await expect(once('bad')).rejects.toThrow('refused')
    await expect(once('bad')).rejects.toThrow('refused')
    expect(asked).toEqual(['bad', 'bad'])
  })

  it('is not taken for one that differs in its last character', async () => {
    const { once } = verifier()
    expect([await once('good 1'), await once('good 2')]).toEqual(['good 1', 'good 2'])
  })

  it('makes room for others: the oldest goes first', async () => {
    const { asked, once } = verifier(2)
    for (const token of ['good 1', 'good 2', 'good 3', 'good 2', 'good 3', 'good 1']) await once(token)
    expect(asked).toEqual(['good 1', 'good 2', 'good 3', 'good 1'])
  })
})
