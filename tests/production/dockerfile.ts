import { readFileSync } from 'node:fs'
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

/** Lines of a file without comments, a line that ends with a backslash joined with the next. */
const logicalLines = (text: string): string[] =>
  text
    .split('\n')
    .filter((line) => !/^\s*(#|$)/.test(line))
    .join('\n')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')

function parseInstruction(line: string): Instruction {
  const [keyword = '', ...words] = line.trim().split(/\s+/)
  const end = words.findIndex((word) => !word.startsWith('--'))
  const flags = words.slice(0, end).map((word) => word.slice(2).split('='))
  return { keyword, flags: Object.fromEntries(flags), rest: words.slice(end).join(' ') }
}

/** The stages of a Dockerfile, as far as ours go: each has a name, and nothing stands before the first. */
export function readDockerfile(path: string): Stage[] {
  const stages: (Stage & { instructions: Instruction[] })[] = []
  for (const line of logicalLines(readFileSync(path, 'utf8'))) {
    const instruction = parseInstruction(line)
    if (instruction.keyword === 'FROM') {
      const [, base, name] = /^(\S+) AS (\S+)$/.exec(instruction.rest) ?? []
      if (base === undefined || name === undefined) throw new Error(`A stage without a name in ${path}: ${line}`)
      stages.push({ name, base, instructions: [] })
    } else {
      const stage = stages.at(-1)
      if (stage === undefined) throw new Error(`No stage in ${path} before: ${line}`)
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
