import type { Pool } from 'pg'

/** Let by an instant, the clock of the database stands there; without one it is the real one. */
const CLOCK = `
  CREATE TABLE IF NOT EXISTS clock_of_tests (instant timestamptz);
  GRANT SELECT ON clock_of_tests TO PUBLIC;
  CREATE OR REPLACE FUNCTION latchkey_now() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE
    RETURN coalesce((SELECT instant FROM clock_of_tests), now());
  CREATE OR REPLACE FUNCTION latchkey_clock() RETURNS timestamptz LANGUAGE sql VOLATILE PARALLEL SAFE
    RETURN coalesce((SELECT instant FROM clock_of_tests), clock_timestamp());`

/**
 * Puts the clock of a database of the suite's own at an instant, where it stands still; without one it goes again. What
 * is committed by then counts for every statement that begins later.
 */
export async function setClock(pool: Pool, instant?: Date | string): Promise<void> {
  await pool.query(
    `DO $$ BEGIN IF to_regclass('public.clock_of_tests') IS NULL THEN EXECUTE $do$${CLOCK}$do$; END IF; END $$`,
  )
  await pool.query(
    `WITH gone AS (DELETE FROM clock_of_tests) INSERT INTO clock_of_tests SELECT $1::timestamptz WHERE $1 IS NOT NULL`,
    [instant ?? null],
  )
}

/** The instant so many milliseconds later, or earlier. */
export const later = (instant: Date | string, milliseconds: number): Date =>
  new Date(new Date(instant).getTime() + milliseconds)
