import { overrideText, RESIDENT } from './answers.ts'
import type { Cell, Place } from './cells.ts'
import type { Change, Comparison } from './changes.ts'

const WHERE: Record<Place, string> = {
  'own building': 'in the own building',
  'other building': 'in another building',
  org: 'in the org',
}

const counted = (count: number, what: string): string =>
  `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`

/** Conditions that all these cells share, beside the named grants: without them the change would seem too wide. */
function common(cells: readonly Cell[], named: readonly string[]): string {
  const [first] = cells
  if (first === undefined) return ''
  const everywhere = (holds: (cell: Cell) => boolean): boolean => cells.every(holds)
  const facts = [
    ...first.roleKeys.filter((role) => everywhere(({ roleKeys }) => roleKeys.includes(role))),
    ...first.types.filter((type) => everywhere(({ types }) => types.includes(type))),
    ...(first.override !== 'none' && everywhere(({ override }) => override === first.override)
      ? [overrideText(first.override)]
      : []),
    ...(everywhere(({ occupancy }) => occupancy === 'resident') ? [RESIDENT] : []),
  ].filter((fact) => !named.includes(fact))
  const text = facts.length === 0 ? '' : `, for ${facts.join(' and ')}`
  return first.status === 'ACTIVE' ? text : `${text}, while ${first.status}`
}

interface Told {
  readonly grants: readonly string[]
  readonly text: string
}

/** What changes, without how often: cells of the same status with the same are told in one sentence. */
function told({ cell, before, after }: Change): Told {
  const what = `${cell.key} ${WHERE[cell.place]}`
  if (before.decision !== after.decision) {
    const grant = after.decision ? after.why : before.why
    return { grants: [grant], text: `${grant} ${after.decision ? 'gains' : 'loses'} ${what}` }
  }
  const verb = after.decision ? 'permitted through' : 'denied for'
  const text = `${what} is ${verb} ${after.why} instead of ${before.why}`
  return { grants: [before.why, after.why], text }
}

const upperFirst = (text: string): string => (/^an? /.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text)

function sentencesOf(changes: readonly Change[]): string[] {
  const groups = Map.groupBy(changes, (change) => `${told(change).text}\n${change.cell.status}`)
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    if (first === undefined) return []
    const { grants, text } = told(first)
    const cells = group.map(({ cell }) => cell)
    return [`${upperFirst(text)}${common(cells, grants)}: ${counted(cells.length, 'cell')}`]
  })
}

const isOfDecision = ({ before, after }: Change): boolean => before.decision !== after.decision

/** One sentence for each grant that is gained or lost, then for each reason that alone changes, then the sum. */
export function describeComparison({ cells, changes }: Comparison): string[] {
  if (changes.length === 0) return [`no answer changes: ${counted(cells, 'cell')} compared`]
  const decisions = changes.filter(isOfDecision)
  const reasons = changes.filter((change) => !isOfDecision(change))
  const sum = `${counted(decisions.length, 'decision')} and ${counted(reasons.length, 'further reason')} of ${counted(cells, 'cell')} change`
  return [...sentencesOf(decisions), ...sentencesOf(reasons), sum]
}
