import { describe, expect, it } from 'vitest'
import { readMigrations } from '../../scripts/migrations/files.ts'
import { BEFORE_LINT, describeFault, lint, sinceLint } from '../../scripts/migrations/lint.ts'
import { statementsOf } from '../../scripts/migrations/statements.ts'

const BAD: readonly [statement: string, rule: string][] = [
  ['ALTER TABLE users ALTER COLUMN name TYPE varchar(10)', 'changing-column-type'],
  ['ALTER TABLE users ADD COLUMN token uuid DEFAULT gen_random_uuid()', 'adding-field-with-default'],
  ['ALTER TABLE users ADD COLUMN k text GENERATED ALWAYS AS (lower(name)) STORED', 'adding-field-with-default'],
  ['ALTER TABLE users ADD COLUMN floor int NOT NULL', 'adding-required-field'],
  ['ALTER TABLE users ALTER COLUMN name SET NOT NULL', 'adding-not-nullable-field'],
  [`ALTER TABLE users ADD CONSTRAINT c CHECK (name <> '')`, 'constraint-missing-not-valid'],
  ['ALTER TABLE units ADD CONSTRAINT f FOREIGN KEY (id) REFERENCES users (id)', 'adding-foreign-key-constraint'],
  ['ALTER TABLE users ADD CONSTRAINT u UNIQUE (name)', 'disallowed-unique-constraint'],
  ['ALTER TABLE users ADD PRIMARY KEY (name)', 'adding-serial-primary-key-field'],
  ['ALTER TABLE users DROP COLUMN name', 'ban-drop-column'],
  ['ALTER TABLE users RENAME COLUMN name TO title', 'renaming-column'],
  ['ALTER TABLE users RENAME TO people', 'renaming-table'],
  ['ALTER TABLE users SET UNLOGGED', 'rewrites-table'],
  ['ALTER TABLE users SET TABLESPACE slow', 'rewrites-table'],
  ['ALTER TABLE orgs ATTACH PARTITION users DEFAULT', 'locks-table'],
  ['DROP TABLE users', 'ban-drop-table'],
  ['CREATE INDEX i ON users (name)', 'require-concurrent-index-creation'],
  ['DROP INDEX i', 'require-concurrent-index-deletion'],
  ['REINDEX TABLE users', 'require-concurrent-reindex'],
  ['CLUSTER users', 'rewrites-table'],
  ['TRUNCATE users', 'rewrites-table'],
  ['LOCK TABLE users IN SHARE MODE', 'locks-table'],
  ['UPDATE users SET name = email', 'changes-rows'],
  ['DELETE FROM users', 'changes-rows'],
  ['WITH gone AS (DELETE FROM users RETURNING *) INSERT INTO units SELECT FROM gone', 'changes-rows'],
  ['DO $$ BEGIN UPDATE users SET name = email; END $$', 'hides-statements'],
]

const BEFORE = 'ALTER TABLE "users" ADD COLUMN "nickname" text;\n\n'
const MARK = '-- while serving: the table has a row for each\n-- language.\n'

const GOOD = [
  'ALTER TABLE users ADD COLUMN nickname text',
  `ALTER TABLE users ADD COLUMN kind text NOT NULL DEFAULT 'plain'`,
  'ALTER TABLE users ADD CONSTRAINT f FOREIGN KEY (org_id) REFERENCES orgs (id) NOT VALID',
  'CREATE INDEX CONCURRENTLY i ON users (name)',
  'DROP INDEX CONCURRENTLY i',
  'CREATE TABLE mine (id uuid PRIMARY KEY, CHECK (id IS NOT NULL)); CREATE INDEX mine_idx ON mine (id)',
  `CREATE TRIGGER t BEFORE UPDATE OR DELETE ON users EXECUTE FUNCTION f()`,
  `CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE users SET name = ';'; RETURN NEW; END $$`,
  `COMMENT ON TABLE users IS 'LOCK TABLE users; UPDATE users'`,
]
const NO_MARK: readonly [what: string, sql: string, fault: string][] = [
  ['says nothing', '-- while serving:\nDROP TABLE users;\n', '2 ban-drop-table'],
  ['is another comment', '-- nobody needs it\nDROP TABLE users;\n', '2 ban-drop-table'],
  ['stands at another statement', '-- while serving: it is fast\nSELECT 1;\nDROP TABLE users;\n', '3 ban-drop-table'],
  [
    'stands in a literal',
    `COMMENT ON TABLE users IS '-- while serving: it is fast'; DROP TABLE users;\n`,
    '1 ban-drop-table',
  ],
]

const planted: [name: string, sql: string][] = [
  ...BAD.map(([statement]): [string, string] => [`bad ${statement}`, `${BEFORE}${statement};\n`]),
  ...BAD.map(([statement]): [string, string] => [`marked ${statement}`, `${BEFORE}${MARK}${statement};\n`]),
  ...GOOD.map((statement): [string, string] => [`good ${statement}`, `${statement};\n`]),
  ...NO_MARK.map(([what, sql]): [string, string] => [what, sql]),
]
const names = new Map(planted.map(([name], at) => [name, `planted-${at}`]))
// All at once: starting the linter takes longer than what it does.
const faults = await lint(planted.map(([name, sql]) => ({ name: names.get(name) ?? '', sql })))
const faultsOf = (name: string) =>
  faults.filter(({ migration }) => migration === names.get(name)).map(({ line, rule }) => `${line} ${rule}`)

describe('the lint of migrations', () => {
  it.each(BAD)('refuses %s', (statement, rule) => {
    expect(faultsOf(`bad ${statement}`)).toContain(`3 ${rule}`)
  })

  it.each(BAD)('lets %s pass when it is marked with why', (statement) => {
    expect(faultsOf(`marked ${statement}`)).toEqual([])
  })

  it.each(NO_MARK)('takes no mark that %s', (what, _, fault) => {
    expect(faultsOf(what)).toEqual([fault])
  })

  it.each(GOOD)('lets pass: %s', (statement) => {
    expect(faultsOf(`good ${statement}`)).toEqual([])
  })

  it('finds a concurrent index among other statements, where PostgreSQL cannot run it', async () => {
    const sql = 'ALTER TABLE users ADD COLUMN a text;\nCREATE INDEX CONCURRENTLY i ON users (a);\n'
    const [fault, ...others] = await lint([{ name: 'mixed', sql }])
    expect(fault).toMatchObject({ migration: 'mixed', line: 2, rule: 'ban-concurrent-index-creation-in-transaction' })
    expect(others).toEqual([])
  })

  it('finds nothing in the migrations of the repository but in those that are older than it is', async () => {
    const migrations = readMigrations()
    expect((await lint(sinceLint(migrations))).map(describeFault)).toEqual([])
    const old = await lint(migrations)
    expect([...new Set(old.map(({ migration }) => migration))].toSorted()).toEqual(BEFORE_LINT)
  })
})

describe('the statements of a migration', () => {
  it('end where they end, each with its comments and its lines', () => {
    const sql = `-- one; two\nSELECT 'a;b', "c;d" /* e; */;\n\n-- next\nDO $x$ f; $$ g; $$ $x$;SELECT\n1`
    expect(statementsOf(sql)).toEqual([
      { text: `SELECT '', "c;d"`, comments: ['-- one; two', '/* e; */'], lines: [1, 2] },
      { text: 'DO $$ $$', comments: ['-- next'], lines: [4, 5] },
      { text: 'SELECT\n1', comments: [], lines: [5, 6] },
    ])
  })
})
