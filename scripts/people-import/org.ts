import { RoleKey } from '@latchkey/core-api/roles/schema'
import { AssignmentTypeName } from '@latchkey/shared/authz/contract'
import pLimit from 'p-limit'
import { z } from 'zod'
import type { Session } from '../api/session.ts'

const Building = z.object({ id: z.string(), name: z.string() })
const Unit = z.object({ id: z.string(), label: z.string() })
const Assignment = z.object({ userId: z.string(), type: AssignmentTypeName })
const Occupancy = z.object({ unitId: z.string(), residentUserId: z.string() })
const Me = z.object({ permissions: z.array(z.string()) })
const User = z.object({
  id: z.string(),
  email: z.string(),
  status: z.enum(['INVITED', 'ACTIVE', 'DISABLED']),
  roleKeys: z.array(RoleKey),
})

const BUILDINGS_AT_ONCE = 4

/** Names that people take for the same. */
export const fold = (name: string): string => name.normalize('NFC').toLowerCase()

/** Everything of the org on which it depends what a row comes to. */
export interface Org {
  readonly ownId: string
  readonly permissions: ReadonlySet<string>
  readonly users: readonly z.infer<typeof User>[]
  /** Every building; those that are named come with what is in them. */
  readonly buildings: readonly OrgBuilding[]
}

export interface OrgBuilding extends z.infer<typeof Building> {
  readonly units: readonly z.infer<typeof Unit>[]
  readonly assignments: readonly z.infer<typeof Assignment>[]
  /** ACTIVE ones. */
  readonly occupancies: readonly z.infer<typeof Occupancy>[]
}

async function readBuilding(session: Session, building: z.infer<typeof Building>): Promise<OrgBuilding> {
  const path = `/api/org/buildings/${building.id}`
  const [units, assignments, occupancies] = await Promise.all([
    session.list(`${path}/units`, Unit),
    session.list(`${path}/assignments`, Assignment),
    session.list(`${path}/occupancies`, Occupancy),
  ])
  return { ...building, units, assignments, occupancies }
}

/** What the operator holds everywhere in the org. @throws UnexpectedReply */
export const readPermissions = async (session: Session): Promise<ReadonlySet<string>> =>
  new Set((await session.ask({ method: 'GET', path: '/api/auth/me' }, Me)).permissions)

/** `named` are the buildings, by name or id, that are looked into. @throws UnexpectedReply */
export async function readOrg(session: Session, named: ReadonlySet<string>): Promise<Org> {
  const limit = pLimit(BUILDINGS_AT_ONCE)
  const isNamed = ({ id, name }: z.infer<typeof Building>) => named.has(fold(name)) || named.has(id)
  const permissions = await readPermissions(session)
  const [users, known] = await Promise.all([
    session.list('/api/users', User),
    session.list('/api/org/buildings', Building),
  ])
  const buildings = known.map((building) =>
    isNamed(building)
      ? limit(() => readBuilding(session, building))
      : { ...building, units: [], assignments: [], occupancies: [] },
  )
  return { ownId: session.userId, permissions, users, buildings: await Promise.all(buildings) }
}
