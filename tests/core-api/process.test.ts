import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, inject } from 'vitest'
import { testAuthz } from '../support/authz.ts'
import { signingKey } from '../support/keys.ts'
import { describeEnd } from '../support/service-process.ts'

const authz = await testAuthz().listen()
const directory = await mkdtemp(join(tmpdir(), 'latchkey-process-'))
afterAll(async () => {
  await authz.close()
  await rm(directory, { recursive: true })
})
const keys = JSON.stringify({ keys: [await signingKey('process')] })

describe('the process', () => {
  describeEnd('core-api', async (port) => ({
    CORE_API_PORT: port,
    DATABASE_URL: inject('databaseUrl'),
    AUTHZ_URL: authz.url,
    AUTHZ_KEY: authz.key,
    JWT_SIGNING_KEYS: keys,
    DATA_DIR: directory,
  }))
})
