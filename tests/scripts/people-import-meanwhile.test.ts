import { describe, expect, it } from 'vitest'
import { isSurprise } from '../../scripts/people-import/import-people.ts'
import { afterProvisioning, expectedOf, file, importer, outcomesOf, people, placeIn } from '../support/importing.ts'
import { setScene } from '../support/scene.ts'

const scene = await setScene()
const { db, world } = scene
const admin = await importer(scene)
const place = placeIn(scene)

describe('when something goes wrong meanwhile', () => {
  it('an answer that is lost is asked for again, and told as it was', async () => {
    const lost = afterProvisioning((response, count) =>
      count % 3 === 0 ? new Response('', { status: 503 }) : response,
    )
    const unlucky = await importer(scene, {}, lost)
    const done = await unlucky.run(file(...people(8).map((email) => `${email},Somebody,viewer,,,`)))
    expect(outcomesOf(done)).toEqual(done.map(() => 'create'))
  })

  it('a row that comes out otherwise than told is a surprise', async () => {
    const { name, id, units } = await place(['1', '2'])
    let taken = false
    const taking = afterProvisioning(async (response) => {
      if (!taken) await world.occupy(await world.user(), id, units[1])
      taken = true
      return response
    })
    const surprised = await importer(scene, {}, taking)
    const [first, second] = people(2)
    const done = await surprised.run(file(`${first},A,,${name},,1`, `${second},B,,${name},,2`), { atOnce: 1 })
    expect(expectedOf(done)).toEqual(['create', 'create'])
    expect(outcomesOf(done)).toEqual(['create', 'unit_occupied'])
    expect(done.map(isSurprise)).toEqual([false, true])
  })

  it('a right that is taken away after it was used shows as not held', async () => {
    const { name, id } = await place([])
    const removing = afterProvisioning(async (response) => {
      await db.query('DELETE FROM building_assignments WHERE building_id = $1', [id])
      return response
    })
    const surprised = await importer(scene, {}, removing)
    const done = await surprised.run(file(`${people(1)[0]},A,,${name},STAFF,`))
    expect(outcomesOf(done)).toEqual(['create'])
    expect(done.map(isSurprise)).toEqual([true])
  })

  it('it stops at a failure of core-api, and the same file goes on from there', async () => {
    const emails = people(20)
    const text = file(...emails.map((email) => `${email},Somebody,viewer,,,`))
    const failing = afterProvisioning((response, count) => (count > 7 ? new Response('', { status: 500 }) : response))
    const broken = await importer(scene, {}, failing)
    await expect(broken.run(text)).rejects.toThrow('answered 500')
    const done = await admin.run(text)
    const counts = Map.groupBy(outcomesOf(done), (one) => one)
    expect([...counts.keys()].toSorted()).toEqual(['create', 'unchanged'])
    expect(outcomesOf(await admin.run(text))).toEqual(emails.map(() => 'unchanged'))
  })
})
