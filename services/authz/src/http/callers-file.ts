import { readFileSync } from 'node:fs'
import { isId } from '@latchkey/shared/ids'
import { z } from 'zod'
import { CAPABILITIES, type NarrowCaller } from './callers.ts'

const MOST_PER_SECOND = 1_000_000

const Entry = z.strictObject({
  name: z.string().regex(/^[a-z0-9-]+$/, 'is not of a-z, 0-9 and hyphens'),
  keySha256: z.array(z.string().regex(/^[0-9a-f]{64}$/i, 'is not a SHA-256 digest in hex')).min(1),
  may: z.array(z.enum(CAPABILITIES)).min(1),
  orgs: z.union([z.literal('*'), z.array(z.string().refine(isId))], 'is neither "*" nor a list of ids'),
  perSecond: z.number().positive().max(MOST_PER_SECOND).optional(),
})

const isDistinct = (texts: readonly string[]) => new Set(texts).size === texts.length

const File = z
  .array(Entry)
  .refine((entries) => isDistinct(entries.map(({ name }) => name)), 'names a caller twice')
  .refine((entries) => isDistinct(entries.flatMap((one) => one.keySha256.map((hex) => hex.toLowerCase()))), {
    error: 'has a key twice',
  })

const reasonOf = (error: unknown): string => {
  if (error instanceof z.ZodError)
    return error.issues.map(({ path, message }) => `/${path.join('/')} ${message}`).join('; ')
  return error instanceof Error ? error.message : String(error)
}

/** The narrow callers of AUTHZ_CALLERS_FILE. @throws Error with one message that names all that is wrong with it */
export function readCallersFile(path: string): NarrowCaller[] {
  try {
    return File.parse(JSON.parse(readFileSync(path, 'utf8'))).map(({ name, keySha256, may, orgs, perSecond }) => ({
      name,
      digests: keySha256.map((hex) => hex.toLowerCase()),
      may: new Set(may),
      orgs: orgs === '*' ? orgs : new Set(orgs),
      perSecond,
    }))
  } catch (error) {
    throw new Error(`AUTHZ_CALLERS_FILE ${path}: ${reasonOf(error)}`)
  }
}
