import { randomBytes } from 'node:crypto'
import { startThrowaway } from '@latchkey/dev-postgres/throwaway'
import type { TestProject } from 'vitest/node'
import { deploy } from '../../scripts/migrations/deploy.ts'
import { makeHostile } from './hostile.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** As the owner of the tables. */
    databaseUrl: string
    /** As the role authz connects with. */
    authzDatabaseUrl: string
  }
}

/** One PostgreSQL for the whole run, with settings that nothing may inherit; every suite makes its own org in it. */
export default async function setUp({ provide }: TestProject): Promise<() => Promise<void>> {
  const server = await startThrowaway()
  try {
    const authzUrl = new URL(server.url)
    authzUrl.username = 'latchkey_authz'
    authzUrl.password = randomBytes(16).toString('hex')
    await makeHostile(server.url)
    await deploy(server.url, authzUrl.href)
    provide('databaseUrl', server.url)
    provide('authzDatabaseUrl', authzUrl.href)
    return server.stop
  } catch (error) {
    await server.stop()
    throw error
  }
}
