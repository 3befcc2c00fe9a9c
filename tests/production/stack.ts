import { chmodSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { startThrowaway } from '@latchkey/dev-postgres/throwaway'
import { onTestFinished } from 'vitest'
import { writeSecretFiles } from '../../scripts/secrets/secret-files.ts'
import { createHttp, type Http } from '../support/http.ts'
import { environmentOf, pathOf, readServices, serviceIn } from './compose.ts'
import { setReadOnly } from './folders.ts'
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
  environment(service: ServiceName | 'migrate', variables?: Environment): Environment
  readonly platformKey: string
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
  const images = {
    authz: imageOf(authz, 'runtime'),
    'core-api': imageOf(coreApi, 'runtime'),
    migrate: imageOf(coreApi, 'migrate'),
  }
  for (const { directory } of Object.values(images)) setReadOnly(directory, true)
  return images
}

/** New secrets in a folder, those of the database for one that is not in a container. */
async function makeSecrets(folder: string, databaseUrl: string): Promise<void> {
  await writeSecretFiles(folder)
  const { password, host } = new URL(databaseUrl)
  const own = readFileSync(join(folder, 'postgres_password'), 'utf8').trim()
  for (const name of readdirSync(folder)) {
    const text = readFileSync(join(folder, name), 'utf8')
    writeFileSync(join(folder, name), text.replace(`:${own}@`, `:${password}@`).replace('@postgres:5432', `@${host}`))
  }
  // As an engine does, which hands each file on by itself.
  chmodSync(folder, 0o711)
}

/** The environments of docker-compose.yml, and what it publishes on this machine; a variable that is given replaces the file of its secret. */
function readEnvironments(secrets: string): Stack['environment'] {
  const services = readServices()
  const values = parseEnv(readFileSync(pathOf('.env.example'), 'utf8'))
  return (name, variables = {}) => {
    const given = environmentOf(serviceIn(services, name), values, secrets)
    const kept = Object.entries(given).filter(([variable]) => variables[variable.replace(/_FILE$/, '')] === undefined)
    const here = kept.map(([variable, value]) => [
      variable,
      value.replace('proxy:3001', `127.0.0.1:${variables['AUTHZ_PORT']}`),
    ])
    return { ...Object.fromEntries(here), ...variables }
  }
}

function launch(images: Stack['images'], secrets: string): Omit<Stack, 'remove'> {
  const environment = readEnvironments(secrets)
  const platformKey = readFileSync(join(secrets, 'platform_api_key'), 'utf8').trim()
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
    return { ports, authz, connect, platform: connect({ 'x-platform-key': platformKey }) }
  }
  return { images, environment, platformKey, startService, startPair }
}

export async function createStack(): Promise<Stack> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'latchkey-images-')))
  // For whoever the images run as.
  chmodSync(folder, 0o755)
  const removeFolder = () => {
    setReadOnly(folder, false)
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    const images = await build(folder)
    const server = await startThrowaway()
    const secrets = join(folder, 'secrets')
    await makeSecrets(secrets, server.url)
    const launched = launch(images, secrets)
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
