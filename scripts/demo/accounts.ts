import { createHmac } from 'node:crypto'

/** `Zoë van Dijk` is zoe.van.dijk. */
export const localPart = (name: string): string =>
  name
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll('ß', 'ss')
    .replaceAll('ı', 'i')
    .replaceAll('ø', 'o')
    .replaceAll('ł', 'l')
    .toLowerCase()
    .replaceAll(/[^a-z]+/g, '.')

export interface Passwords {
  /** Given by whoever makes the account; must be changed. */
  initial(email: string): string
  /** After that change: the one of all who sign in. */
  readonly final: string
}

/**
 * Passwords that follow from the platform key, so that they can be told again without being kept anywhere, and nobody
 * without that key knows them, wherever the demonstration is made.
 */
export function passwordsOf(platformKey: string, slug: string): Passwords {
  const derive = (purpose: string) =>
    createHmac('sha256', platformKey).update(`demo ${slug} ${purpose}`).digest('base64url').slice(0, 16)
  return { initial: (email) => `first-${derive(email)}`, final: `demo-${derive('final')}` }
}
