/** A statement of a migration. */
export interface Statement {
  /** Without comments, and with the content of literals and bodies left out. */
  readonly text: string
  /** The comments before it and in it. */
  readonly comments: readonly string[]
  /** Its first line, comments before it included, and its last, counted from 1. */
  readonly lines: readonly [first: number, last: number]
}

/** What hides a semicolon, and the semicolon itself. */
const PARTS = /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"[^"]*"|\$(\w*)\$[\s\S]*?\$\1\$|;/g

const linesIn = (text: string): number => text.split('\n').length - 1
const isComment = (part: string): boolean => part.startsWith('--') || part.startsWith('/*')
/** A name stays as it is; of a literal or a body only what it begins and ends with. */
const shown = (part: string): string => (part.startsWith('"') ? part : part.startsWith('$') ? '$$ $$' : "''")

/** The statements of a script, as far as migrations are written. */
export function statementsOf(sql: string): Statement[] {
  const statements: Statement[] = []
  let [text, comments, from, read]: [string, string[], number, number] = ['', [], 0, 0]
  const end = (at: number) => {
    const begin = from + (/^\s*/.exec(sql.slice(from))?.[0].length ?? 0)
    const lines = [linesIn(sql.slice(0, begin)) + 1, linesIn(sql.slice(0, at)) + 1] as const
    if (text.trim() !== '') statements.push({ text: text.trim(), comments, lines })
    ;[text, comments, from] = ['', [], at]
  }
  for (const { 0: part, index } of sql.matchAll(PARTS)) {
    text += sql.slice(read, index)
    read = index + part.length
    if (part === ';') end(read)
    else if (isComment(part)) comments.push(part)
    else text += shown(part)
  }
  text += sql.slice(read)
  end(sql.length)
  return statements
}
