import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, renameSync, statSync } from 'node:fs'
import { basename, delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { machineEnvironment } from '../support/machine-environment.ts'
import { pathOf } from './compose.ts'
import { copyFromContext } from './context.ts'
import { execForm, type Instruction, readDockerfile, variablesOf } from './dockerfile.ts'

/** What a Dockerfile makes, without an engine: its file system is a folder of this machine. */
export interface Image {
  readonly root: string
  /** The working directory, seen from this machine. */
  readonly directory: string
  readonly environment: Readonly<Record<string, string>>
  /** Whose processes run in it; none is root. */
  readonly user?: string
  readonly command: readonly string[]
  readonly health: readonly string[]
}

/** In the folder of an image; fails with what the command printed. */
async function runIn(image: Image, command: string): Promise<void> {
  const machine = machineEnvironment()
  const path = [join(image.root, 'usr/local/bin'), dirname(process.execPath), machine.PATH].join(delimiter)
  const npm = { npm_config_prefix: join(image.root, 'usr/local'), npm_config_prefer_offline: 'true' }
  const env = { ...machine, ...npm, PATH: path, ...image.environment }
  try {
    await promisify(execFile)('sh', ['-c', command], { cwd: image.directory, env, maxBuffer: 2 ** 26 })
  } catch (error) {
    // safe because execFile puts what was printed on its error
    const { stdout, stderr } = error as { stdout: string; stderr: string }
    throw new Error(`RUN ${command}\n${stdout}${stderr}`, { cause: error })
  }
}

/** Moved, so that a link that leads back into the stage it came from ends nowhere, as it would in an image. */
function moveContents(source: string, destination: string): void {
  for (const name of readdirSync(source)) renameSync(join(source, name), join(destination, name))
}

function copy(image: Image, { flags, rest }: Instruction, stages: ReadonlyMap<string, Image>): void {
  const names = rest.split(' ')
  const target = join(image.directory, names.at(-1) ?? '')
  const from = flags['from'] === undefined ? undefined : stages.get(flags['from'])
  for (const name of names.slice(0, -1)) {
    const source = from === undefined ? pathOf(name) : join(from.root, name)
    // A folder is copied as what is in it, a file keeps its name in a folder.
    const destination = statSync(source).isDirectory() ? target : join(target, basename(name))
    if (from === undefined) copyFromContext(name, destination)
    else moveContents(source, destination)
  }
}

/** One instruction; one that is not known here stops the build, so that none is passed over. */
async function apply(image: Image, step: Instruction, stages: ReadonlyMap<string, Image>): Promise<Image> {
  switch (step.keyword) {
    case 'WORKDIR': {
      const directory = join(image.root, step.rest)
      mkdirSync(directory, { recursive: true })
      return { ...image, directory }
    }
    case 'ENV':
      return { ...image, environment: { ...image.environment, ...variablesOf(step) } }
    case 'RUN':
      await runIn(image, step.rest)
      return image
    case 'COPY':
      copy(image, step, stages)
      return image
    case 'CMD':
      return { ...image, command: execForm(step) }
    case 'HEALTHCHECK':
      return { ...image, health: execForm({ rest: step.rest.replace(/^CMD /, '') }) }
    case 'USER':
      return { ...image, user: step.rest }
    case 'EXPOSE':
      return image
    default:
      throw new Error(`${step.keyword} is not known here`)
  }
}

/**
 * Does what a Dockerfile says, one instruction after the other, in a folder; returns the stages by name. A stage that
 * builds on another goes on in its place, not in a copy.
 */
export async function buildStages(dockerfile: string, folder: string): Promise<ReadonlyMap<string, Image>> {
  const stages = new Map<string, Image>()
  for (const { name, base, instructions } of readDockerfile(pathOf(dockerfile))) {
    const root = join(folder, name)
    let image: Image = stages.get(base) ?? { root, directory: root, environment: {}, command: [], health: [] }
    if (!existsSync(image.root)) mkdirSync(join(image.root, 'usr/local'), { recursive: true })
    for (const step of instructions) image = await apply(image, step, stages)
    stages.set(name, image)
  }
  return stages
}
