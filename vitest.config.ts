import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

/** Tests, and what starts their database, run the TypeScript of every package, never its compiled output. */
const source = { name: 'source', configEnvironment: () => ({ resolve: { conditions: ['source', 'node'] } }) }
const plugins = [source]

const SECOND = 1_000

/** CI counts the tests: each run leaves a file of its own in this folder. */
const reports = process.env['TEST_REPORTS']
const json: ['json', { outputFile: string }][] =
  reports === undefined ? [] : [['json', { outputFile: join(reports, `${process.pid}.json`) }]]

export default defineConfig({
  test: {
    reporters: [process.env['TEST_REPORTER'] ?? 'default', ...json],
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      {
        plugins,
        test: {
          name: 'pure',
          include: ['tests/policy/**/*.test.ts', 'tests/unit/**/*.test.ts'],
          isolate: false,
          // Some hash passwords or start processes, on a machine that has other work.
          hookTimeout: 60 * SECOND,
          testTimeout: 60 * SECOND,
        },
      },
      {
        plugins,
        test: {
          name: 'rules',
          include: ['tests/rules/**/*.test.ts'],
          testTimeout: 120 * SECOND,
        },
      },
      {
        plugins,
        test: {
          name: 'postgres',
          include: ['tests/{core-api,authz,client,database,scripts,ops}/**/*.test.ts'],
          globalSetup: ['tests/support/global-setup.ts'],
          testTimeout: 20 * SECOND,
          hookTimeout: 60 * SECOND,
        },
      },
      {
        plugins,
        test: {
          name: 'system',
          include: ['tests/system/**/*.test.ts'],
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          testTimeout: 120 * SECOND,
          hookTimeout: 180 * SECOND,
        },
      },
      {
        plugins,
        test: {
          name: 'browser',
          include: ['tests/browser/**/*.test.ts'],
          globalSetup: ['tests/support/global-setup.ts'],
          fileParallelism: false,
          sequence: { groupOrder: 3 },
          // A browser on a machine that has other work.
          testTimeout: 120 * SECOND,
          hookTimeout: 180 * SECOND,
        },
      },
      {
        plugins,
        test: {
          name: 'production',
          include: ['tests/production/**/*.test.ts'],
          fileParallelism: false,
          sequence: { groupOrder: 2 },
          testTimeout: 180 * SECOND,
          hookTimeout: 300 * SECOND,
        },
      },
    ],
  },
})
