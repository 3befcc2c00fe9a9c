import type { BuildingConditions } from '@latchkey/shared/authz/contract'
import { Prisma } from '@latchkey/shared/db/generated/client'

/** Some of the buildings, by id. */
export interface Among {
  /** The id after which they begin. */
  readonly after?: string | undefined
  readonly limit?: number
  /** This one alone. */
  readonly named?: string | undefined
}

type Relation<Name extends string> = Extract<BuildingConditions, Readonly<Record<Name, unknown>>>

/** Rows `x` that each stand for a building. */
interface Source {
  readonly table: Prisma.Sql
  readonly id: Prisma.Sql
  readonly conditions: readonly Prisma.Sql[]
}

/** All of the org where no ids are given. */
const buildings = (ids?: readonly string[]): Source => ({
  table: Prisma.sql`buildings`,
  id: Prisma.sql`x.id`,
  conditions: ids === undefined ? [] : [Prisma.sql`x.id = ANY (${ids}::uuid[])`],
})

const assigned = ({ assignments: { some } }: Relation<'assignments'>): Source => {
  const conditions = [
    Prisma.sql`x.user_id = ${some.userId}::uuid`,
    Prisma.sql`x.type = ANY (${some.type.in}::"AssignmentType"[])`,
  ]
  if ('AND' in some) {
    const [{ OR: begun }, { OR: lasting }] = some.AND
    conditions.push(Prisma.sql`(x.starts_at IS NULL OR x.starts_at <= ${begun[1].startsAt.lte}::timestamptz)`)
    conditions.push(Prisma.sql`(x.ends_at IS NULL OR x.ends_at > ${lasting[1].endsAt.gt}::timestamptz)`)
  }
  return { table: Prisma.sql`building_assignments`, id: Prisma.sql`x.building_id`, conditions }
}

const livedIn = ({ occupancies: { some } }: Relation<'occupancies'>): Source => {
  const active =
    'status' in some
      ? [Prisma.sql`x.status = ${some.status}::"OccupancyStatus"`]
      : [
          Prisma.sql`x.end_at IS NULL AND x.start_at <= ${some.startAt.lte}::timestamptz`,
          Prisma.sql`(x.planned_end_at IS NULL OR x.planned_end_at > ${some.OR[1].plannedEndAt.gt}::timestamptz)`,
        ]
  const conditions = [Prisma.sql`x.resident_user_id = ${some.residentUserId}::uuid`, ...active]
  return { table: Prisma.sql`occupancies`, id: Prisma.sql`x.building_id`, conditions }
}

const sourcesOf = (conditions: readonly BuildingConditions[]): Source[] => {
  const ids: string[] = []
  const sources = conditions.flatMap((one) => {
    if ('assignments' in one) return [assigned(one)]
    if ('occupancies' in one) return [livedIn(one)]
    if (one.id === undefined) return [buildings()]
    ids.push(one.id)
    return []
  })
  return ids.length === 0 && sources.length > 0 ? sources : [buildings(ids), ...sources]
}

const cutOff = ({ limit }: Among): Prisma.Sql => (limit === undefined ? Prisma.empty : Prisma.sql`LIMIT ${limit}`)

const idsIn = (orgId: string, { table, id, conditions }: Source, among: Among): Prisma.Sql => {
  const { after, named } = among
  const all = [
    Prisma.sql`x.org_id = ${orgId}::uuid`,
    ...conditions,
    ...(after === undefined ? [] : [Prisma.sql`${id} > ${after}::uuid`]),
    ...(named === undefined ? [] : [Prisma.sql`${id} = ${named}::uuid`]),
  ]
  return Prisma.sql`SELECT DISTINCT ${id} AS id FROM ${table} x WHERE ${Prisma.join(all, ' AND ')}
    ORDER BY ${id} ${cutOff(among)}`
}

/**
 * The ids of the org's buildings that meet one of the conditions, ascending, each once. What each condition is about is
 * read in that order and no further than the limit: a page reads along an index, however many buildings there are.
 */
export function visibleIds(orgId: string, conditions: readonly BuildingConditions[], among: Among): Prisma.Sql {
  const own = conditions.filter((one) => one.orgId === orgId)
  const branches = sourcesOf(own).map((source) => idsIn(orgId, source, among))
  const [only, ...others] = branches
  if (only !== undefined && others.length === 0) return only
  const together = Prisma.join(
    branches.map((branch) => Prisma.sql`(${branch})`),
    ' UNION ALL ',
  )
  return Prisma.sql`SELECT DISTINCT g.id FROM (${together}) g ORDER BY g.id ${cutOff(among)}`
}
