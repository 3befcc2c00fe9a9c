import { describe, expect, it } from 'vitest'
import { type Fault, FileFaults } from '../../scripts/people-import/fault.ts'
import { readRows } from '../../scripts/people-import/row.ts'
import { readTable } from '../../scripts/people-import/table.ts'

const HEADER = 'email,name,roles,building,assignments,unit'
const bytes = (text: string) => new TextEncoder().encode(text)
const rowsOf = (text: string) => readRows(readTable(bytes(text)))

function faultsOf(file: string | Uint8Array): readonly Fault[] {
  try {
    readRows(readTable(typeof file === 'string' ? bytes(file) : file))
  } catch (error) {
    if (error instanceof FileFaults) return error.faults
    throw error
  }
  return []
}
const places = (file: string) => faultsOf(file).map(({ line, column }) => [line, column])

const anna = {
  ...{ line: 2, email: 'anna@x.example', name: 'Anna', roleKeys: [], building: '', types: [], unit: '' },
  times: new Map(),
}

describe('a file of people', () => {
  it.each([
    ['commas', 'email,name\nanna@x.example,Anna\n'],
    ['semicolons', 'email;name\nanna@x.example;Anna\n'],
    ['tabs', 'email\tname\nanna@x.example\tAnna\n'],
    ['a byte order mark', '\uFEFFemail,name\nanna@x.example,Anna\n'],
    ['line breaks of Windows', 'email,name\r\nanna@x.example,Anna\r\n'],
    ['no last line break', 'email,name\nanna@x.example,Anna'],
    ['quotes around everything', '"email","name"\n"anna@x.example","Anna"\n'],
    ['columns in another order and case', ' Name , EMAIL\nAnna,anna@x.example\n'],
    ['an email in capitals and blanks around', 'email,name\n  Anna@X.Example , Anna \n'],
  ])('is read with %s', (_, text) => expect(rowsOf(text)).toEqual([anna]))

  it('keeps separators, quotes and every script inside a quoted cell', () => {
    const text = `${HEADER}\na@x.example,"Nguyễn, ""Tí"" 王",admin VIEWER,Haus;1,staff|manager,1A\n`
    expect(rowsOf(text)).toEqual([
      {
        ...{ line: 2, email: 'a@x.example', name: 'Nguyễn, "Tí" 王', roleKeys: ['admin', 'viewer'] },
        ...{ building: 'Haus;1', types: ['STAFF', 'MANAGER'], unit: '1A', times: new Map() },
      },
    ])
  })

  it('leaves out blank lines, and counts them', () => {
    const text = 'email,name\r\n\r\nanna@x.example,Anna\r\n,\r\n  \r\nbert@x.example,Bert\r\n\r\n'
    expect(rowsOf(text).map(({ line }) => line)).toEqual([3, 6])
  })

  it('counts lines on past a cell of several lines, which is refused', () => {
    const text = 'email,name\na@x.example,"A\nB"\nno email,C\n'
    expect(places(text)).toEqual([
      [2, 'name'],
      [4, 'email'],
    ])
  })
})

describe('a fault is told with its line and column', () => {
  it.each([
    ['no email', `${HEADER}\nanna,Anna,,,,`, [[2, 'email']]],
    [
      'an empty email and an empty name',
      `${HEADER}\n,,viewer,,,`,
      [
        [2, 'email'],
        [2, 'name'],
      ],
    ],
    ['an unknown role', `${HEADER}\na@x.example,A,boss viewer,,,`, [[2, 'roles']]],
    ['an unknown assignment', `${HEADER}\na@x.example,A,,H,JANITOR,`, [[2, 'assignments']]],
    ['a unit without its building', `${HEADER}\na@x.example,A,,,,101`, [[2, 'building']]],
    ['an assignment without its building', `${HEADER}\na@x.example,A,,,STAFF,`, [[2, 'building']]],
    ['a building for nothing', `${HEADER}\na@x.example,A,,H,,`, [[2, 'building']]],
    ['a control character', `${HEADER}\na@x.example,A\u0007,,,,`, [[2, 'name']]],
    ['a cell too many', `${HEADER}\na@x.example,A,,,,,x`, [[2, undefined]]],
    ['a cell too few', `${HEADER}\na@x.example,A`, [[2, undefined]]],
    ['an unclosed quote', 'email,name\na@x.example,"A\n', [[2, undefined]]],
    ['a column that is none', 'email,name,flat\na@x.example,A,1', [[1, 'flat']]],
    [
      'a column that is missing',
      'e-mail,name\na@x.example,A',
      [
        [1, 'e-mail'],
        [1, 'email'],
      ],
    ],
    ['a column twice', 'email,name,name\na@x.example,A,B', [[1, 'name']]],
    ['an empty file', '', [[1, undefined]]],
  ])('%s', (_, text, expected) => expect(places(text)).toEqual(expected))

  it('names the columns there are when one is wrong', () => {
    const [fault] = faultsOf('email,name,flat\n')
    expect(fault?.message).toContain('email, name, roles, building, assignments, unit')
  })

  it('tells of every line at once', () => {
    expect(places(`${HEADER}\nx,A,,,,\na@x.example,A,,,,\ny,B,boss,,,`)).toEqual([
      [2, 'email'],
      [4, 'roles'],
      [4, 'email'],
    ])
  })

  it('a file in another encoding', () => {
    const latin1 = Uint8Array.from([...'email,name\na@x.example,J\u00F6rg\n'].map((letter) => letter.charCodeAt(0)))
    expect(faultsOf(latin1)[0]?.message).toContain('UTF-8')
  })
})
