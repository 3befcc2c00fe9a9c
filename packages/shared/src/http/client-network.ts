import { isIPv4, isIPv6 } from 'node:net'

const GROUPS = 8
const MAPPED = /^::ffff:(?=\d+\.)/i

/** The first three of eight groups, written out. */
const first48 = (address: string): string => {
  const [head = '', tail = ''] = address.split('%')[0]?.split('::') ?? []
  const [before, after] = [head, tail].map((part) => (part === '' ? [] : part.split(':')))
  const zeros = Array<string>(GROUPS - (before?.length ?? 0) - (after?.length ?? 0)).fill('0')
  const groups = address.includes('::') ? [...(before ?? []), ...zeros, ...(after ?? [])] : (before ?? [])
  return `${groups.slice(0, 3).join(':')}::`
}

/** How much of a client's address is told. */
export const CLIENT_ADDRESS_MODES = ['off', 'network', 'full'] as const
export type ClientAddressMode = (typeof CLIENT_ADDRESS_MODES)[number]

/** What is told of an address; nothing of what is none, as whatever a client writes into a header. */
export function toldOf(address: string, mode: ClientAddressMode): string | undefined {
  const plain = address.replace(MAPPED, '')
  if (mode === 'off' || !(isIPv4(plain) || isIPv6(plain))) return undefined
  if (mode === 'full') return plain
  return isIPv4(plain) ? plain.replace(/\d+$/, '0') : first48(plain)
}
