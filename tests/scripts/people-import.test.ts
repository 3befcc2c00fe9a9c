import { describe, expect, it } from 'vitest'
import { FileFaults } from '../../scripts/people-import/fault.ts'
import { isSurprise } from '../../scripts/people-import/import-people.ts'
import {
  expectedOf,
  file,
  firstAfter,
  type Importer,
  importer,
  outcomesOf,
  people,
  placeIn,
} from '../support/importing.ts'
import { setScene } from '../support/scene.ts'
import { everythingOf } from '../support/stored.ts'

const scene = await setScene()
const { db, world } = scene
const admin = await importer(scene)
const place = placeIn(scene)

const faultsOf = async (run: Promise<unknown>) => {
  const error: unknown = await run.catch((reason: unknown) => reason)
  return error instanceof FileFaults ? error.faults.map(({ line, column }) => [line, column]) : error
}

describe('what is told beforehand is what becomes of it', () => {
  it('for rows of every kind, and the second run changes nothing and writes no audit event', async () => {
    const { name, id, units } = await place(['1A', '1B', '2'])
    const [fresh = '', there = '', gone = '', other = ''] = people(4)
    const thereId = await world.user({ email: there, roles: ['viewer'] })
    await world.user({ email: gone, status: 'DISABLED' })
    await world.occupy(thereId, id, units[0])
    const text = file(
      `${fresh.toUpperCase()},"Nguyễn, Tí",viewer,${name.toUpperCase()},STAFF MANAGER,1b`,
      `${fresh},Nguyễn Tí,,${id},STAFF,1B`,
      `${there},There,viewer,${name},,1A`,
      `${there},There,admin,,,`,
      `${there},There,,${name},BUILDING_ADMIN,`,
      `${there},There,,${name},,2`,
      `${other},Other,,${name},,1B`,
      `${other},Other,viewer,,,`,
      `${other},Other,viewer,,,`,
      `${gone},Gone,,${name},STAFF,`,
      `${admin.email},Me,viewer,,,`,
      `${admin.email},Me,,${name},STAFF,`,
    )
    const expected = [
      ...['create', 'unchanged', 'unchanged', 'link', 'link', 'link', 'unit_occupied'],
      ...['create', 'unchanged', 'user_disabled', 'self_change', 'link'],
    ]
    const untouched = await everythingOf(db, world.orgId)
    const rehearsed = await admin.run(text, { dryRun: true })
    expect(expectedOf(rehearsed)).toEqual(expected)
    expect(outcomesOf(rehearsed)).toEqual(expected.map(() => undefined))
    expect(await everythingOf(db, world.orgId)).toEqual(untouched)

    const done = await admin.run(text)
    expect(expectedOf(done)).toEqual(expected)
    expect(outcomesOf(done)).toEqual(expected)
    expect(done.filter(isSurprise)).toEqual([])

    const { idempotency_keys: _, ...before } = await everythingOf(db, world.orgId)
    const again = await admin.run(text)
    expect(outcomesOf(again)).toEqual(
      expected.map((one) => (['create', 'link', 'unchanged'].includes(one) ? 'unchanged' : one)),
    )
    const { idempotency_keys: __, ...after } = await everythingOf(db, world.orgId)
    expect(after).toEqual(before)
  })

  it('when two rows bring in the same person or take the same unit, the first in the file has it', async () => {
    const { name } = await place(['1'])
    const emails = people(12)
    const text = file(
      ...emails.map((email) => `${email},Somebody,,${name},,1`),
      ...emails.map((email) => `${email},Somebody,,${name},STAFF,`),
    )
    const done = await admin.run(text)
    const others = emails.slice(1)
    expect(outcomesOf(done)).toEqual([
      ...['create', ...others.map(() => 'unit_occupied')],
      ...['link', ...others.map(() => 'create')],
    ])
    expect(done.filter(isSurprise)).toEqual([])
  })

  it('when a unit is booked: nobody moves in for good before that', async () => {
    const { id, name, units } = await place(['1', '2'])
    await world.book(await world.user(), id, units[0])
    const text = file(...people(2).map((email, at) => `${email},Somebody,,${name},,${at + 1}`))
    expect(expectedOf(await admin.run(text, { dryRun: true }))).toEqual(['unit_occupied', 'create'])
    const done = await admin.run(text)
    expect([outcomesOf(done), done.filter(isSurprise)]).toEqual([['unit_occupied', 'create'], []])
  })

  it('however long the first takes, those after it wait that are about the same unit or person', async () => {
    const { name } = await place(['1'])
    const waiting = await importer(scene, {}, firstAfter(3))
    const [first, second, ...others] = people(5)
    const text = file(
      `${first},First,,${name},,1`,
      `${second},Second,,${name},,1`,
      `${first},First,viewer,,,`,
      ...others.map((email) => `${email},Other,viewer,,,`),
    )
    const done = await waiting.run(text)
    expect(outcomesOf(done)).toEqual(['create', 'unit_occupied', 'link', ...others.map(() => 'create')])
  })

  it('whoever imports gives nothing that they do not hold', async () => {
    const limited = await importer(scene, {
      roles: ['admin'],
      allow: ['roles.assign'],
      deny: ['audit.read', 'units.write'],
    })
    const { name } = await place([])
    const rows = ['org_admin,,,', 'viewer,,,', `,${name},BUILDING_ADMIN,`, `,${name},MANAGER,`]
    const done = await limited.run(file(...rows.map((row) => `${people(1)[0]},Somebody,${row}`)))
    const expected = ['grant_exceeds_authority', 'create', 'grant_exceeds_authority', 'create']
    expect(expectedOf(done)).toEqual(expected)
    expect(outcomesOf(done)).toEqual(expected)
  })
})

describe('nothing is changed', () => {
  const refuses = async (who: Importer, text: string, check: (run: Promise<unknown>) => Promise<unknown>) => {
    const before = await everythingOf(db, world.orgId)
    await check(who.run(text))
    expect(await everythingOf(db, world.orgId)).toEqual(before)
  }

  it('by a file that names what is not there, or what is there twice', async () => {
    const [one, two, three] = [await place(['1']), await place(['2']), await place(['3'])]
    await db.query('UPDATE buildings SET name = $1 WHERE id = $2', [two.name, three.id])
    const [email = ''] = people(1)
    const text = file(
      `${email},Good,,${one.name},,1`,
      `${email},A,,No such house,STAFF,`,
      `${email},B,,${one.name},,2`,
      `${email},C,,${two.name},,2`,
      `${email},D,,${three.id},,3`,
    )
    await refuses(admin, text, async (run) =>
      expect(await faultsOf(run)).toEqual([
        [3, 'building'],
        [4, 'unit'],
        [5, 'building'],
      ]),
    )
  })

  it('for somebody who lacks a right that the file needs, which is named', async () => {
    const viewer = await importer(scene, { roles: ['viewer'] })
    const deputy = await importer(scene, { roles: ['admin'] })
    const [email = ''] = people(1)
    await refuses(viewer, file(`${email},A,,,,`), (run) => expect(run).rejects.toThrow('users.write'))
    await refuses(deputy, file(`${email},A,viewer,,,`), (run) => expect(run).rejects.toThrow('roles.assign'))
  })
})
