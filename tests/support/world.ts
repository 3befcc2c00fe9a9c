import { randomBytes } from 'node:crypto'
import type { AssignmentTypeName } from '@latchkey/shared/authz/contract'
import type { PermissionKey, RoleKey } from '@latchkey/shared/permissions'
import type { Pool } from 'pg'

type Row = Readonly<Record<string, string | number | boolean | Date | null>>

export interface UserOptions {
  readonly id?: string
  readonly name?: string
  readonly email?: string
  readonly status?: 'INVITED' | 'ACTIVE' | 'DISABLED'
  readonly passwordHash?: string
  readonly mustChangePassword?: boolean
  readonly roles?: readonly RoleKey[]
  readonly allow?: readonly PermissionKey[]
  readonly deny?: readonly PermissionKey[]
}

/** One org of its own, written straight into the tables. Every factory answers the id of what it made. */
export interface World {
  readonly orgId: string
  user(options?: UserOptions): Promise<string>
  grantRole(userId: string, role: RoleKey): Promise<void>
  override(userId: string, key: PermissionKey, effect: 'ALLOW' | 'DENY'): Promise<void>
  /** Signed in, with no refresh token. */
  session(userId: string): Promise<string>
  building(id?: string): Promise<string>
  unit(buildingId: string, id?: string): Promise<string>
  assign(userId: string, buildingId: string, type: AssignmentTypeName): Promise<string>
  /** An ACTIVE occupancy, of a new unit unless one is given. */
  occupy(userId: string, buildingId: string, unitId?: string, id?: string): Promise<string>
  /** An occupancy that begins in 2080, or then, of a new unit unless one is given. */
  book(userId: string, buildingId: string, unitId?: string, startAt?: Date): Promise<string>
  endOccupancy(id: string): Promise<void>
}

/** A version 7 UUID, as the services make them; with a letter in it, so that another case of it is another text. */
export function newId(): string {
  const time = Date.now().toString(16).padStart(12, '0')
  const random = randomBytes(10).toString('hex')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(1, 4)}-8${random.slice(5, 8)}-${random.slice(8, 19)}a`
}

let made = 0
/** Unique in the database: other suites make things at the same time. */
export const unique = (word: string): string => {
  made += 1
  return `${word}-${process.pid}-${made}-${randomBytes(3).toString('hex')}`
}

async function insert(db: Pool, table: string, row: Row): Promise<void> {
  const columns = Object.keys(row)
  const places = columns.map((_, at) => `$${at + 1}`)
  await db.query(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${places.join(', ')})`, Object.values(row))
}

/** A new org. `db` must own the tables. */
export async function createWorld(db: Pool): Promise<World> {
  const org_id = newId()
  const stamp = () => ({ updated_at: new Date() })
  await insert(db, 'orgs', { id: org_id, name: unique('Org'), slug: unique('org'), ...stamp() })

  const add = async (table: string, row: Row, id = newId()): Promise<string> => {
    await insert(db, table, { org_id, id, ...row, ...stamp() })
    return id
  }
  const grantRole: World['grantRole'] = (user_id, role_key) => insert(db, 'user_roles', { org_id, user_id, role_key })
  const override: World['override'] = (user_id, permission_key, effect) =>
    insert(db, 'permission_overrides', { org_id, user_id, permission_key, effect })
  const unit: World['unit'] = (building_id, id) => add('units', { building_id, label: unique('unit') }, id)

  return {
    orgId: org_id,
    async user(options = {}) {
      const { status = 'ACTIVE', roles = [], allow = [], deny = [], id, name = 'Somebody' } = options
      const {
        email = `${unique('somebody')}@example.test`,
        passwordHash = 'no hash',
        mustChangePassword = false,
      } = options
      const secrets = { password_hash: passwordHash, must_change_password: mustChangePassword }
      const userId = await add('users', { email, name, status, ...secrets }, id)
      for (const role of roles) await grantRole(userId, role)
      for (const key of allow) await override(userId, key, 'ALLOW')
      for (const key of deny) await override(userId, key, 'DENY')
      return userId
    },
    grantRole,
    override,
    async session(user_id) {
      const id = newId()
      await insert(db, 'sessions', { org_id, id, user_id })
      return id
    },
    building: (id) => add('buildings', { name: unique('Building') }, id),
    unit,
    assign: (user_id, building_id, type) => add('building_assignments', { user_id, building_id, type }),
    async occupy(resident_user_id, building_id, unitId, id) {
      const unit_id = unitId ?? (await unit(building_id))
      const row = { building_id, unit_id, resident_user_id, status: 'ACTIVE', start_at: new Date() }
      return await add('occupancies', row, id)
    },
    async book(resident_user_id, building_id, unitId, start_at = new Date('2080-01-01T00:00:00Z')) {
      const unit_id = unitId ?? (await unit(building_id))
      return await add('occupancies', { building_id, unit_id, resident_user_id, status: 'ACTIVE', start_at })
    },
    async endOccupancy(id) {
      const end = `UPDATE occupancies SET status = 'ENDED', end_at = now() WHERE org_id = $1 AND id = $2`
      await db.query(end, [org_id, id])
    },
  }
}
