import { BUILDING_KEYS } from '@latchkey/shared/permissions'
import { describe, expect, it } from 'vitest'
import { testAuthz } from '../support/authz.ts'
import { inBuilding, setScene } from '../support/scene.ts'

const { world, admin } = await setScene()
const authz = testAuthz()
const here = await world.building()

const explain = async (id: string) => {
  const reply = await admin.get(inBuilding(here, `/access/${id}`))
  expect(reply.status).toBe(200)
  return reply
}

describe('one person in one building', () => {
  it('shows of every key what authz decides and why, and what would change it', async () => {
    const people = [
      await world.user(),
      await world.user({ roles: ['viewer'], deny: ['units.read'] }),
      await world.user({ allow: ['units.write'] }),
      await world.user({ status: 'DISABLED', roles: ['org_admin'] }),
      await world.user({ status: 'INVITED' }),
    ]
    await world.assign(people[0] ?? '', here, 'MANAGER')
    await world.occupy(people[2] ?? '', here)
    for (const id of people) {
      const reply = await explain(id)
      const items = await Promise.all(
        BUILDING_KEYS.map(async (permissionKey) => {
          const { decision, context } = await authz.ask(id, permissionKey, { type: 'building', id: here })
          return { permissionKey, decision, reason: context.reason }
        }),
      )
      expect([reply.at('user.id'), reply.at('items')]).toEqual([id, items])
    }
  })

  it('names a grant that turns a refusal around, and then it is none', async () => {
    const id = await world.user()
    const at = BUILDING_KEYS.indexOf('units.write')
    const before = await explain(id)
    expect(before.items('reason')[at]).toMatchObject({
      code: 'no_grant',
      wouldAllow: [
        { grant: 'role', roleKeys: ['org_admin', 'admin'] },
        { grant: 'override', effect: 'ALLOW' },
        { grant: 'assignment', types: ['BUILDING_ADMIN'] },
      ],
    })
    await admin.post(inBuilding(here, '/assignments'), { userId: id, type: 'BUILDING_ADMIN' })
    const after = await explain(id)
    expect([before.items('decision')[at], after.items('decision')[at]]).toEqual([false, true])
  })
})
