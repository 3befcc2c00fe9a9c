import { DomainError } from '../errors.ts'
import { type LatchkeyAbility, unpackAbility } from './ability.ts'
import type { Asked } from './asked.ts'
import { Abilities, type AbilitiesQuestion, BATCH_LIMIT, Decision, Decisions } from './contract.ts'
import { createPages, type Searches } from './pages.ts'
import { type AuthzClientOptions, type CallOptions, createTransport } from './transport.ts'

export type { AuthzClientOptions, CallOptions } from './transport.ts'

/** Asks authz. Whatever goes wrong is `authorization_unavailable`; nothing that went wrong is ever a permit. */
export interface AuthzClient extends Searches {
  /** @throws DomainError `authorization_unavailable` */
  check(question: Asked, call?: CallOptions): Promise<Decision>
  /** The decisions in the order of the questions, or none at all. @throws DomainError `authorization_unavailable` */
  checkAll(questions: readonly Asked[], call?: CallOptions): Promise<Decision[]>
  /** @throws DomainError `authorization_unavailable` */
  abilities(question: AbilitiesQuestion, call?: CallOptions): Promise<Abilities>
  /** For list filters; a point question is asked with `check`. @throws DomainError `authorization_unavailable` */
  ability(question: AbilitiesQuestion, call?: CallOptions): Promise<LatchkeyAbility>
  /** Whether authz says that it can decide. */
  ready(): Promise<boolean>
  close(): Promise<void>
}

export function createAuthzClient(options: AuthzClientOptions): AuthzClient {
  const { ask, ready, close } = createTransport(options)

  const checkBatch = async (questions: readonly Asked[], call: CallOptions | undefined): Promise<Decision[]> => {
    const { evaluations } = await ask('/authz/check/batch', { evaluations: questions }, Decisions, call)
    if (evaluations.length === questions.length) return evaluations
    const cause = new Error(`${questions.length} questions, ${evaluations.length} answers`)
    throw new DomainError('authorization_unavailable', { cause })
  }

  const checkAll: AuthzClient['checkAll'] = async (questions, call) => {
    const decisions: Decision[] = []
    for (let from = 0; from < questions.length; from += BATCH_LIMIT) {
      decisions.push(...(await checkBatch(questions.slice(from, from + BATCH_LIMIT), call)))
    }
    return decisions
  }

  const abilities: AuthzClient['abilities'] = (question, call) => ask('/authz/abilities', question, Abilities, call)

  return {
    check: (question, call) => ask('/authz/check', question, Decision, call),
    checkAll,
    abilities,
    ability: async (question, call) => unpackAbility(await abilities(question, call)),
    ...createPages(ask),
    ready,
    close,
  }
}
