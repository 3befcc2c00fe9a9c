import { join } from 'node:path'
import { createFolder } from './folder.ts'
import type { Options } from './options.ts'
import type { Progress } from './report/progress.ts'
import { build } from './services/build.ts'
import { type Database, openDatabase } from './services/database.ts'
import { makeEnvironments } from './services/environment.ts'
import { type ConstantServer, startLimit } from './services/references.ts'
import { type Service, type Services, startAuthz, startServices } from './services/services.ts'

interface Copy {
  readonly authz: Service
  readonly limit: ConstantServer
}

/** What every line gets. Whatever it holds is made when the first line needs it. */
export interface Bench {
  readonly options: Options
  readonly progress: Progress
  /** For requests, logs and mails; goes with the benchmark. */
  readonly folder: string
  database(): Promise<Database>
  build(): Promise<void>
  /** Both services, built, in production mode, with every decision and request logged. */
  services(): Promise<Services>
  /** The server that parses a question and answers a constant. */
  limit(): Promise<ConstantServer>
  /** Some of both, the ones above first: of two processes of one program one may be slower for as long as they run. */
  copies(): Promise<readonly Copy[]>
  /** Does it at the first call only. */
  once<Result>(name: string, make: () => Promise<Result>): Promise<Result>
}

/** @returns the bench, and what ends all of it but the processes */
export function createBench(options: Options, progress: Progress): { bench: Bench; end: () => Promise<void> } {
  const folder = createFolder()
  const made = new Map<string, Promise<unknown>>()
  const undos: (() => Promise<void>)[] = []
  const once: Bench['once'] = <Result>(name: string, make: () => Promise<Result>) => {
    if (!made.has(name)) progress.say(name)
    const result = made.get(name) ?? make()
    made.set(name, result)
    // safe because a name stands for one thing only
    return result as Promise<Result>
  }
  const database = () => once('starting PostgreSQL', () => openDatabase((undo) => undos.push(undo)))
  const built = () => once('building', build)
  const services = () =>
    once('starting the services', async () => {
      await built()
      return startServices(await makeEnvironments(await database(), join(folder, 'data')), folder)
    })
  const limit = () => once('starting the limit', startLimit)
  const copies = () =>
    once('starting more of authz and the limit', async () => {
      const { environments, authz } = await services()
      const started: Copy[] = [{ authz, limit: await limit() }]
      while (started.length < options.copies) {
        const place = join(folder, `authz-${started.length + 1}`)
        started.push({ authz: await startAuthz(environments, place), limit: await startLimit() })
      }
      return started
    })
  const end = async () => {
    for (const undo of undos.toReversed()) await undo()
  }
  return { bench: { options, progress, folder, database, build: built, services, limit, copies, once }, end }
}
