import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { startThrowaway } from '@latchkey/dev-postgres/throwaway'
import { onTestFinished } from 'vitest'
import { withSecrets } from '../../scripts/secrets/environment-file.ts'
import { createHttp, type Http } from '../support/http.ts'
import { environmentOf, pathOf, readServices, serviceIn } from './compose.ts'
import { buildStages, type Image } from './image.ts'
import { freePorts, type Ports, type Process, startHealthy } from './processes.ts'

type ServiceName = 'authz' | 'core-api'
type Environment = Readonly<Record<string, string>>

export interface Pair {
  readonly ports: Ports
  /** A client of core-api that sends these headers. */
  connect(headers?: Readonly<Record<string, string>>): Http
  /** One with the platform key. */
  readonly platform: Http
  readonly authz: Process
}

/** What docker-compose.yml and the Dockerfiles make, on a real PostgreSQL and without an engine. */
export interface Stack {
  readonly images: Readonly<Record<ServiceName | 'migrate', Image>>
  /** The variables of a service as docker-compose.yml gives them, the addresses those of this machine. */
  environment(service: ServiceName | 'migrate', variables?: Ports & Environment): Environment
  /** Healthy; ended with the test, for the next would find its jobs taken. */
  startService(service: ServiceName, variables: Ports & Environment, channel?: boolean): Promise<Process>
  startPair(): Promise<Pair>
  remove(): Promise<void>
}

async function build(folder: string): Promise<Stack['images']> {
  const imageOf = (stages: ReadonlyMap<string, Image>, name: string): Image => {
    const image = stages.get(name)
    if (image === undefined) throw new Error(`No stage ${name}`)
    return image
  }
  const authz = await buildStages('services/authz/Dockerfile', join(folder, 'authz'))
  const coreApi = await buildStages('services/core-api/Dockerfile', join(folder, 'core-api'))
  return {
    authz: imageOf(authz, 'runtime'),
    'core-api': imageOf(coreApi, 'runtime'),
    migrate: imageOf(coreApi, 'migrate'),
  }
}

/** The environments of docker-compose.yml with new secrets, for a database that is not in a container. */
async function readEnvironments(databaseUrl: string): Promise<Stack['environment']> {
  const services = readServices()
  const { password, host } = new URL(databaseUrl)
  const secrets = parseEnv(await withSecrets(readFileSync(pathOf('.env.example'), 'utf8')))
  return (name, variables) => {
    const given = environmentOf(serviceIn(services, name), { ...secrets, POSTGRES_PASSWORD: password })
    const here = Object.entries(given).map(([variable, value]) => {
      const reachable = value.replace('@postgres:5432', `@${host}`)
      return [variable, reachable.replace('authz:3001', `127.0.0.1:${variables?.AUTHZ_PORT}`)]
    })
    return { ...Object.fromEntries(here), ...variables }
  }
}

async function launch(images: Stack['images'], databaseUrl: string): Promise<Omit<Stack, 'remove'>> {
  const environment = await readEnvironments(databaseUrl)
  const startService: Stack['startService'] = async (name, variables, channel) => {
    const process = await startHealthy(images[name], environment(name, variables), channel)
    onTestFinished(async () => {
      process.kill('SIGKILL')
      await process.ended
    })
    return process
  }
  const startPair = async (): Promise<Pair> => {
    const ports = await freePorts()
    const authz = await startService('authz', ports)
    await startService('core-api', ports)
    const send = (path: string, init: RequestInit) => fetch(`http://127.0.0.1:${ports.CORE_API_PORT}${path}`, init)
    const connect: Pair['connect'] = (headers = {}) => createHttp(send, headers)
    const key = environment('core-api')['PLATFORM_API_KEY'] ?? ''
    return { ports, authz, connect, platform: connect({ 'x-platform-key': key }) }
  }
  return { images, environment, startService, startPair }
}

export async function createStack(): Promise<Stack> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'latchkey-images-')))
  const removeFolder = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  try {
    const images = await build(folder)
    const server = await startThrowaway()
    const launched = await launch(images, server.url)
    const remove = async () => {
      await server.stop()
      removeFolder()
    }
    return { ...launched, remove }
  } catch (error) {
    removeFolder()
    throw error
  }
}
