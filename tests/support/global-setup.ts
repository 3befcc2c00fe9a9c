import { randomBytes } from 'node:crypto'
import { startThrowaway } from '@latchkey/dev-postgres/throwaway'
import type { TestProject } from 'vitest/node'
import { deploy } from '../../scripts/migrations/deploy.ts'
import { makeHostile } from './hostile.ts'
import { partitionByOrg } from './partitioned.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** As the owner of the tables. */
    databaseUrl: string
    /** As the role authz connects with. */
    authzDatabaseUrl: string
    /** As the role core-api serves with. */
    coreApiDatabaseUrl: string
  }
}

/** One PostgreSQL for the whole run, with settings that nothing may inherit; every suite makes its own org in it. */
export default async function setUp({ provide }: TestProject): Promise<() => Promise<void>> {
  const server = await startThrowaway()
  try {
    const as = (username: string) =>
      Object.assign(new URL(server.url), { username, password: randomBytes(16).toString('hex') })
    const [authzUrl, coreApiUrl] = [as('latchkey_authz'), as('latchkey_core_api')]
    await makeHostile(server.url)
    if (process.env['TEST_PARTITIONED'] === '1') {
      await deploy(server.url)
      await partitionByOrg(server.url)
    }
    await deploy(server.url, authzUrl.href, coreApiUrl.href)
    provide('coreApiDatabaseUrl', coreApiUrl.href)
    provide('databaseUrl', server.url)
    provide('authzDatabaseUrl', authzUrl.href)
    return server.stop
  } catch (error) {
    await server.stop()
    throw error
  }
}
