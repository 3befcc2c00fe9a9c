-- The same clock, read anew: latchkey_now() stands still within a transaction, and whoever waited for a lock in it would
-- take what others began meanwhile for something ahead.
-- CreateFunction
CREATE FUNCTION "latchkey_clock"() RETURNS timestamptz LANGUAGE sql VOLATILE PARALLEL SAFE RETURN clock_timestamp();
