import { PERMISSION_KEYS, PERMISSIONS } from '@latchkey/shared/permissions'
import { describe, expect, it } from 'vitest'
import { testAuthz } from '../support/authz.ts'
import { readPages } from '../support/paging.ts'
import { setScene } from '../support/scene.ts'
import type { World } from '../support/world.ts'

const { world, admin } = await setScene()
const authz = testAuthz()
const BUILDING_KEYS = PERMISSION_KEYS.filter((key) => PERMISSIONS[key].resource === 'building')

/** A building with users of every kind. */
async function populate({ user, building, assign, occupy, endOccupancy }: World) {
  const here = await building()
  const elsewhere = await building()
  const people = {
    nobody: await user(),
    viewer: await user({ roles: ['viewer'] }),
    allowed: await user({ allow: ['units.write'] }),
    allowedElsewhere: await user({ allow: ['users.read'] }),
    denied: await user({ roles: ['viewer'], deny: [...BUILDING_KEYS] }),
    staff: await user(),
    staffElsewhere: await user(),
    both: await user({ roles: ['admin'], deny: ['units.write'] }),
    disabled: await user({ roles: ['org_admin'], status: 'DISABLED' }),
    resident: await user(),
    former: await user(),
  }
  await assign(people.staff, here, 'STAFF')
  await assign(people.staffElsewhere, elsewhere, 'BUILDING_ADMIN')
  await assign(people.both, here, 'BUILDING_ADMIN')
  await occupy(people.resident, here)
  await endOccupancy(await occupy(people.former, here))
  return { here, people }
}

const { here, people } = await populate(world)
const path = `/api/org/buildings/${here}/access`

const allPages = async (limit: number) => (await readPages(admin, path, limit, '')).flat()

describe('who may do what in a building', () => {
  it('names every active user who may do anything there, and nobody else', async () => {
    const reply = await admin.get(`${path}?limit=200`)
    const ids = reply.items('user.id')
    const { viewer, allowed, staff, both, resident } = people
    expect(ids).toEqual(expect.arrayContaining([viewer, allowed, staff, both, resident]))
    const absent = [people.nobody, people.allowedElsewhere, people.denied, people.staffElsewhere]
    for (const id of [...absent, people.disabled, people.former]) expect(ids).not.toContain(id)
  })

  it('lists the grants of a user, each once, the highest first', async () => {
    const reply = await admin.get(`${path}?limit=200`)
    const at = reply.items('user.id').indexOf(people.both)
    const [role, assignment, ...more] = reply.items('via').flatMap((via, index) => (index === at ? via : []))
    expect(role).toEqual({ code: 'global_permission', via: { role: 'admin' } })
    expect(assignment).toMatchObject({ code: 'building_assignment', type: 'BUILDING_ADMIN' })
    expect(more).toEqual([])
  })

  it('agrees with what authz answers about every user and key', async () => {
    const reply = await admin.get(`${path}?limit=200`)
    const listed = new Map(reply.items('user.id').map((id, index) => [id, reply.items('permissionKeys')[index]]))
    for (const id of Object.values(people)) {
      const permitted: string[] = []
      for (const key of BUILDING_KEYS) {
        const { decision } = await authz.ask(id, key, { type: 'building', id: here })
        if (decision) permitted.push(key)
      }
      expect(listed.get(id) ?? []).toEqual(permitted)
    }
  })

  it.each([1, 2, 7])('shows every user once at %i a page', async (limit) => {
    expect(await allPages(limit)).toEqual(await allPages(200))
  })
})
