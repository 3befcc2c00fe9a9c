import { expect, it } from 'vitest'
import { account, PASSWORD } from '../support/accounts.ts'
import { signedIn } from '../support/console.ts'
import { inBuilding, setScene } from '../support/scene.ts'

const { world, api, admin } = await setScene()
const { email } = await account(world, { roles: ['org_admin'] })
const one = await signedIn(api, email, PASSWORD)
const FROM = '2998-01-02T09:30:00Z'

it('what begins later or ends by itself is in the preview of taking everything away, with its times', async () => {
  const [userId, buildingId] = [await world.user(), await world.building()]
  const path = `/console/people/${userId}/revoke-all`
  expect((await one.open(path)).text).toContain('There is nothing to take away')
  await admin.post(`/api/users/${userId}/roles`, { roles: [{ key: 'viewer', startsAt: FROM }] })
  await admin.put(`/api/users/${userId}/permission-overrides`, {
    overrides: [{ permissionKey: 'audit.read', effect: 'ALLOW', endsAt: FROM }],
  })
  await admin.post(inBuilding(buildingId, '/assignments'), { userId, type: 'STAFF', startsAt: FROM })
  const booked = { unitId: await world.unit(buildingId), residentUserId: userId, startAt: FROM }
  expect((await admin.post(inBuilding(buildingId, '/occupancies'), booked)).status).toBe(201)
  const { text } = await one.open(`${path}?endOccupancies=yes`)
  const when = '2 Jan 2998, 09:30 UTC'
  expect(text).toMatch(new RegExp(`Roles +viewer +from ${when} `))
  expect(text).toMatch(new RegExp(`Overrides +ALLOW +audit\\.read +until ${when} `))
  expect(text).toMatch(new RegExp(`Assignments +Staff of [^ ]+ +from ${when} `))
  expect(text).toMatch(new RegExp(`Homes +booked in [^ ]+ +from ${when} `))
})

it('taking everything away shows first what goes, and then nothing else went', async () => {
  const userId = await world.user({ name: 'Leaver', roles: ['viewer'], allow: ['audit.read'] })
  const buildingId = await world.building()
  await world.assign(userId, buildingId, 'STAFF')
  await world.occupy(userId, buildingId)
  const path = `/console/people/${userId}/revoke-all`
  const preview = await one.open(path)
  for (const shown of ['viewer', 'ALLOW audit.read', 'Staff of', 'Nothing has been taken away yet']) {
    expect(preview.text).toContain(shown)
  }
  expect(preview.text).not.toContain('Homes')
  expect((await one.open(`${path}?endOccupancies=yes`)).text).toContain('Homes')
  expect((await admin.get(`/api/users/${userId}`)).at('roleKeys')).toEqual(['viewer'])
  const done = await one.send(path, 'revokeAll', { endOccupancies: '' })
  expect(done.location).toBe(`/console/people/${userId}?done=revoked`)
  const access = await admin.get(`/api/users/${userId}/access`)
  expect(access.at('org.via')).toEqual([])
  expect(access.items('via.0.code')).toEqual(['occupancy'])
})

it('taking everything away is refused to who may not', async () => {
  const { id, email: own } = await account(world, { roles: ['admin'] })
  const other = await signedIn(api, own, PASSWORD)
  expect((await other.open(`/console/people/${id}/revoke-all`)).status).toBe(403)
})
