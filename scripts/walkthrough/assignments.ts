import type { Cast } from './cast.ts'
import { items } from './client.ts'
import type { Story } from './story.ts'

/** Who works in A1: assigned once, only from the own org, only if ACTIVE; another org sees nothing. */
export async function playAssignments(story: Story, cast: Cast): Promise<void> {
  const { adminA, adminB, a1, staff, manager, buildingAdmin, deputy, leaver } = cast
  const path = `/api/org/buildings/${a1}/assignments`
  const assign = (userId: string, type: string, token = adminA.token) =>
    ({ method: 'POST', path, token, body: { userId, type } }) as const

  await story.step('assign STAFF', assign(staff.id, 'STAFF'), { status: 201 })
  await story.step('assign MANAGER', assign(manager.id, 'MANAGER'), { status: 201 })
  await story.step('assign BUILDING_ADMIN', assign(buildingAdmin.id, 'BUILDING_ADMIN'), { status: 201 })
  await story.step('deputy becomes BUILDING_ADMIN too', assign(deputy.id, 'BUILDING_ADMIN'), { status: 201 })
  await story.step(
    'the list shows who they are',
    { method: 'GET', path, token: adminA.token },
    {
      status: 200,
      shows: 'staff, manager, building-admin, deputy',
      show: (reply) => items(reply, 'user.name').join(', '),
    },
  )
  await story.step('the same again', assign(staff.id, 'STAFF'), { status: 409, code: 'assignment_exists' })
  await story.step('a user of org B', assign(adminB.id, 'STAFF'), { status: 400, code: 'user_not_in_org' })
  const user = `/api/users/${leaver.id}`
  const setStatus = (status: string) =>
    ({ method: 'PATCH', path: user, token: adminA.token, body: { status } }) as const
  await story.step('disable the leaver', setStatus('DISABLED'), { status: 200 })
  await story.step('a user who is not ACTIVE', assign(leaver.id, 'STAFF'), { status: 400, code: 'user_not_in_org' })
  await story.step('enable the leaver', setStatus('ACTIVE'), { status: 200 })
  const absent = { status: 404, code: 'not_found' }
  await story.step('admin B reads A1', { method: 'GET', path, token: adminB.token }, absent)
  await story.step('admin B assigns in A1', assign(adminB.id, 'STAFF', adminB.token), absent)
}
