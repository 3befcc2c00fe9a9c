import type { Input } from '@latchkey/client'
import type { Cast } from './cast.ts'
import { call, items } from './client.ts'
import type { Story } from './story.ts'

/** Who works in A1: assigned once, only from the own org, only if ACTIVE; another org sees nothing. */
export async function playAssignments(story: Story, cast: Cast): Promise<void> {
  const { adminA, adminB, a1, staff, manager, buildingAdmin, deputy, leaver } = cast
  const path = { buildingId: a1 }
  const assign = (userId: string, type: Input<'createAssignment'>['body']['type'], admin = adminA) =>
    call(admin, 'createAssignment', { path, body: { userId, type } })

  await story.step('assign STAFF', assign(staff.id, 'STAFF'), { status: 201 })
  await story.step('assign MANAGER', assign(manager.id, 'MANAGER'), { status: 201 })
  await story.step('assign BUILDING_ADMIN', assign(buildingAdmin.id, 'BUILDING_ADMIN'), { status: 201 })
  await story.step('deputy becomes BUILDING_ADMIN too', assign(deputy.id, 'BUILDING_ADMIN'), { status: 201 })
  await story.step('the list shows who they are', call(adminA, 'listAssignments', { path }), {
    status: 200,
    shows: 'staff, manager, building-admin, deputy',
    show: (reply) => items(reply, 'user.name').join(', '),
  })
  await story.step('the same again', assign(staff.id, 'STAFF'), { status: 409, code: 'assignment_exists' })
  await story.step('a user of org B', assign(adminB.id, 'STAFF'), { status: 400, code: 'user_not_in_org' })
  const setStatus = (status: 'ACTIVE' | 'DISABLED') =>
    call(adminA, 'changeUser', { path: { userId: leaver.id }, body: { status } })
  await story.step('disable the leaver', setStatus('DISABLED'), { status: 200 })
  await story.step('a user who is not ACTIVE', assign(leaver.id, 'STAFF'), { status: 400, code: 'user_not_in_org' })
  await story.step('enable the leaver', setStatus('ACTIVE'), { status: 200 })
  const absent = { status: 404, code: 'not_found' }
  await story.step('admin B reads A1', call(adminB, 'listAssignments', { path }), absent)
  await story.step('admin B assigns in A1', assign(adminB.id, 'STAFF', adminB), absent)
}
