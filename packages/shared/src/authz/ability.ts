import type { Ability, RawRuleOf } from '@casl/ability'
import { type PackRule, unpackRules } from '@casl/ability/extra'
import { createPrismaAbility, type PrismaModel, type PrismaQueryOf, type Subjects } from '@casl/prisma/runtime'
import type { Building, Org, Prisma } from '../db/generated/client.ts'
import type { PermissionKey } from '../permissions.ts'
import type { Abilities } from './contract.ts'

type Query<Model extends PrismaModel = PrismaModel> = PrismaQueryOf<Prisma.TypeMap, Model>

/** What a subject may do: the action is the permission key, the conditions are those of a Prisma `where`. */
export type LatchkeyAbility = Ability<
  [PermissionKey, Subjects<{ Org: Partial<Org>; Building: Partial<Building> }>],
  Query
>

/** The ability that authz handed out, for list filters; a point question is asked of authz itself. */
export const unpackAbility = ({ rules }: Abilities): LatchkeyAbility =>
  // safe because authz packs the rules of a LatchkeyAbility, and a rule that names no known field fails closed
  createPrismaAbility<LatchkeyAbility>(unpackRules(rules as unknown as PackRule<RawRuleOf<LatchkeyAbility>>[]))
