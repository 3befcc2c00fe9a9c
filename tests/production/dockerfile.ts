import { readFileSync } from 'node:fs'
import { DockerfileParser, ModifiableInstruction, type Instruction as Parsed } from 'dockerfile-ast'
import { z } from 'zod'

export interface Instruction {
  readonly keyword: string
  /** `--name=value`, without the dashes. */
  readonly flags: Readonly<Record<string, string>>
  readonly rest: string
}

export interface Stage {
  readonly name: string
  /** An image, or the name of a stage above. */
  readonly base: string
  readonly instructions: readonly Instruction[]
}

function instructionOf(parsed: Parsed): Instruction {
  const flags = parsed instanceof ModifiableInstruction ? parsed.getFlags() : []
  return {
    keyword: parsed.getKeyword(),
    flags: Object.fromEntries(flags.map((flag) => [flag.getName(), flag.getValue() ?? ''])),
    rest: parsed.getArgumentsContent() ?? '',
  }
}

/** The stages of a Dockerfile, as far as ours go: each has a name, and nothing stands before the first. */
export function readDockerfile(path: string): Stage[] {
  const stages: (Stage & { instructions: Instruction[] })[] = []
  for (const parsed of DockerfileParser.parse(readFileSync(path, 'utf8')).getInstructions()) {
    const instruction = instructionOf(parsed)
    if (instruction.keyword === 'FROM') {
      const [, base, name] = /^(\S+) AS (\S+)$/.exec(instruction.rest) ?? []
      if (base === undefined || name === undefined) throw new Error(`A stage without a name in ${path}`)
      stages.push({ name, base, instructions: [] })
    } else {
      const stage = stages.at(-1)
      if (stage === undefined) throw new Error(`No stage in ${path} before: ${instruction.keyword}`)
      stage.instructions.push(instruction)
    }
  }
  return stages
}

/** The words of an instruction in its exec form. @throws Error for the shell form */
export const execForm = ({ rest }: Pick<Instruction, 'rest'>): string[] => z.array(z.string()).parse(JSON.parse(rest))

/** `KEY=value KEY=value` of an ENV. */
export const variablesOf = ({ rest }: Instruction): Record<string, string> =>
  Object.fromEntries(rest.split(' ').map((pair) => pair.split('=')))

/** The instructions of a stage with this keyword. */
export const only = ({ instructions }: Stage, keyword: string): Instruction[] =>
  instructions.filter((instruction) => instruction.keyword === keyword)
