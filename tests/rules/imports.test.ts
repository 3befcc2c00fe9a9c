import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { cruise, type ICruiseResult } from 'dependency-cruiser'
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config'
import { afterAll, describe, expect, it } from 'vitest'
import configuration, { ROOMS } from '../../imports.config.ts'

const root = join(import.meta.dirname, '../..')

/** Imports that must be refused: the file that is planted, what it says, and the rule that is reported for it. */
const PLANTED = [
  ['services/authz/src/http/planted.ts', "import { createPool } from '../facts/pool.ts'", 'room-authz-http'],
  ['services/authz/src/http/planted-type.ts', "import type { Resource } from '../policy/types.ts'", 'room-authz-http'],
  ['services/authz/src/policy/planted.ts', "import { Hono } from 'hono'", 'room-policy'],
  ['services/authz/src/policy/planted-node.ts', "import { hash } from 'node:crypto'", 'room-policy'],
  ['services/authz/src/decide.ts', "import pg from 'pg'", 'room-questions'],
  ['services/core-api/src/auth/planted-verb.ts', "import type { Context } from 'hono'", 'verbs-know-no-http'],
  ['services/core-api/src/provisioning/planted-verb.ts', "import { z } from '@hono/zod-openapi'", 'verbs-know-no-http'],
  [
    'services/core-api/src/users/routes.ts',
    "import { createDb } from '@latchkey/shared/db/client'",
    'routes-hold-no-sql',
  ],
  ['services/core-api/src/access/planted.ts', "import { Unit } from '../units/schema.ts'", 'room-access'],
  ['services/core-api/src/access/planted-audit.ts', "import { record } from '../audit/record.ts'", 'room-access'],
  ['services/core-api/src/invites/planted.ts', "import { getUserRow } from '../users/store.ts'", 'room-invites'],
  [
    'services/core-api/src/buildings/planted.ts',
    "import { createAssignment } from '../assignments/service.ts'",
    'neighbours-are-used-through-store-or-schema',
  ],
  ['services/core-api/src/planted.ts', "import { readConfig } from '@latchkey/authz/config'", 'room-core-api'],
  ['packages/shared/src/planted.ts', "import { createApp } from '../../../services/authz/src/app.ts'", 'room-ground'],
  ['packages/dev-postgres/src/planted.ts', "import '../../../services/authz/src/app.ts'", 'room-dev-postgres'],
  ['services/authz/src/policy/one.ts', "import type { Two } from './two.ts'\nexport type One = Two", 'no-circles'],
  ['services/authz/src/policy/two.ts', "import type { One } from './one.ts'\nexport type Two = One", undefined],
  ['services/authz/src/nowhere/planted.ts', "import '../app.ts'", 'every-file-has-a-room'],
] as const

const copy = mkdtempSync(join(tmpdir(), 'latchkey-imports-'))
afterAll(() => rmSync(copy, { recursive: true, force: true }))

/** The sources and the links of the workspace, with nothing planted yet. */
function copyWorkspace(): void {
  const filter = (path: string) => !/\/(dist|generated)$/.test(path)
  for (const folder of ['packages', 'services']) {
    cpSync(join(root, folder), join(copy, folder), { recursive: true, filter, verbatimSymlinks: true })
  }
  cpSync(join(root, 'tsconfig.base.json'), join(copy, 'tsconfig.json'))
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
}

async function cruiseCopy(): Promise<ICruiseResult> {
  const { options, forbidden = [] } = configuration
  const settings = { ...options, baseDir: copy, validate: true, ruleSet: { forbidden } } as const
  const files = [...new Set(PLANTED.map(([file]) => file))]
  const tsConfig = extractTSConfig(join(copy, 'tsconfig.json'))
  const { output } = await cruise(files, settings, {}, { tsConfig })
  if (typeof output === 'string') throw new Error('a cruise without a reporter answers an object')
  return output
}

describe('the table of imports', () => {
  it('names only rooms above the row, so that rooms form no circle', () => {
    const names = ROOMS.map(([name]) => name)
    for (const [at, [name, , mayImport = '']] of ROOMS.entries()) {
      const below = mayImport.split(' ').filter((one) => names.indexOf(one) >= at)
      expect({ name, below }).toEqual({ name, below: [] })
    }
  })

  it('refuses each planted import by the rule that forbids it, type imports counted', async () => {
    copyWorkspace()
    for (const [file, text] of PLANTED) {
      mkdirSync(dirname(join(copy, file)), { recursive: true })
      writeFileSync(join(copy, file), `${text}\n`)
    }
    const { summary } = await cruiseCopy()
    const found = new Set(summary.violations.map(({ from, rule }) => `${from}: ${rule.name}`))
    for (const [file, , rule] of PLANTED) if (rule !== undefined) expect([...found]).toContain(`${file}: ${rule}`)
  })
})
