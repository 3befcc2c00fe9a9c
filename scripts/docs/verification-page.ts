import { readFileSync } from 'node:fs'
import { OPERATIONS as QUESTIONS } from '@latchkey/authz/http/openapi-operations'
import { PERMISSION_KEYS } from '@latchkey/shared/permissions'
import { z } from 'zod'
import { presentLock } from '../policy/lock.ts'

export const VERIFICATION_PAGE = 'docs/verification.md'

/** Of the client, a line each: written before this page is. */
const CLIENT_OPERATIONS = 'packages/client/src/generated/operations.ts'
const CONFORMANCE = 'tests/authz/conformance/cases.json'

const COUNTS = /<!-- counts -->[\s\S]*<!-- \/counts -->/
/** The first two cells of a table below a heading of ASVS. */
const REQUIREMENT = /^\| (\d+)\.(\d+)\.(\d+)(?:–\d+\.\d+\.(\d+))? \|[^|]*\| ([^|]+) \|$/gm

export interface Requirement {
  readonly id: string
  /** The tests, the reason why not, or both. */
  readonly answer: string
}

/** The requirements that a page answers, each by itself. */
export const requirementsOf = (page: string): Requirement[] =>
  [...page.matchAll(REQUIREMENT)].flatMap(([, chapter, section, first = '', last = first, answer = '']) =>
    Array.from({ length: Number(last) - Number(first) + 1 }, (_, at) => ({
      id: `${chapter}.${section}.${Number(first) + at}`,
      answer,
    })),
  )

function counts(page: string): [what: string, count: number][] {
  const answers = requirementsOf(page).map(({ answer }) => answer)
  const isHeld = (answer: string): boolean => answer.startsWith('`')
  return [
    ['cells of the policy, every one with its answer (`policy/lock`)', presentLock().cells],
    ['permission keys', PERMISSION_KEYS.length],
    ['operations of core-api', readFileSync(CLIENT_OPERATIONS, 'utf8').split('method: ').length - 1],
    ['questions that authz answers', QUESTIONS.length],
    [
      "cases of AuthZEN's suite (`authz/conformance/conformance`)",
      z.object({ cases: z.array(z.unknown()) }).parse(JSON.parse(readFileSync(CONFORMANCE, 'utf8'))).cases.length,
    ],
    ['requirements of ASVS held by tests', answers.filter((answer) => isHeld(answer) && !answer.includes('–')).length],
    ['held in part', answers.filter((answer) => isHeld(answer) && answer.includes('–')).length],
    ['not held, with the reason', answers.filter((answer) => !isHeld(answer)).length],
  ]
}

/** The page as it stands, its counts made anew. */
export function verificationPage(): string {
  const page = readFileSync(VERIFICATION_PAGE, 'utf8')
  const rows = counts(page).map(([what, count]) => `| ${what} | ${count.toLocaleString('en')} |`)
  const table = ['| what | count |', '| --- | --- |', ...rows].join('\n')
  return page.replace(COUNTS, () => `<!-- counts -->\n${table}\n<!-- /counts -->`)
}
