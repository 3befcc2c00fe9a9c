import { readFileSync } from 'node:fs'
import { z } from 'zod'

const Decided = z.strictObject({ decision: z.boolean() })
const Results = z.strictObject({ results: z.array(z.record(z.string(), z.string())) })

const Case = z.object({
  id: z.string(),
  path: z.string(),
  method: z.enum(['POST', 'GET', 'PUT']),
  headers: z.record(z.string(), z.string()),
  body: z.unknown().optional(),
  rawBody: z.string().optional(),
  auth: z.enum(['missing', 'invalid']).optional(),
  repeat: z.int().default(1),
  followPages: z.boolean().default(false),
  expectStatus: z.array(z.int()).min(1),
  expect: z.union([Decided, z.strictObject({ evaluations: z.array(Decided) }), Results]).optional(),
  expectEchoHeader: z.string().optional(),
  mustNotHave: z.array(z.string()).default([]),
  summary: z.string(),
})
export type Case = z.output<typeof Case>

/** The cases of the OpenID Foundation's suite; cases.json says where they come from. */
export const CASES: readonly Case[] = z
  .object({ source: z.string(), cases: z.array(Case) })
  .parse(JSON.parse(readFileSync(new URL('cases.json', import.meta.url), 'utf8'))).cases
