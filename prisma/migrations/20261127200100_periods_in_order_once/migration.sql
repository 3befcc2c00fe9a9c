-- The one before has the same columns, and one more.
-- DropIndex
DROP INDEX CONCURRENTLY "occupancies_org_id_unit_id_idx";
