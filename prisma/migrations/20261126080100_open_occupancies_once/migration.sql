-- The one before has the same columns, and one more.
-- DropIndex
DROP INDEX CONCURRENTLY "occupancies_open_of_unit_idx";
