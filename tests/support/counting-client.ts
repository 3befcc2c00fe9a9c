import type { AuthzClient } from '@latchkey/authz-client'

/** A client that tells what it was asked. */
export function countingClient(inner: AuthzClient) {
  let asked: string[] = []
  const client = new Proxy(inner, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name)
      if (typeof member !== 'function') return member
      return (...given: unknown[]) => {
        asked.push(String(name))
        return Reflect.apply(member, target, given)
      }
    },
  })
  return {
    client,
    /** The methods called since the last look. */
    taken: (): string[] => {
      const before = asked
      asked = []
      return before
    },
  }
}
