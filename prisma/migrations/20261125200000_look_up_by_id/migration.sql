-- Something is looked up by its id alone, never listed by it: an index with an order would be walked, through all orgs,
-- for a page of one of them.
-- CreateIndex
CREATE INDEX "users_id_hash_idx" ON "users" USING HASH ("id");

-- CreateIndex
CREATE INDEX "buildings_id_hash_idx" ON "buildings" USING HASH ("id");

-- CreateIndex
CREATE INDEX "units_id_hash_idx" ON "units" USING HASH ("id");

-- DropIndex
DROP INDEX "users_id_idx";

-- DropIndex
DROP INDEX "buildings_id_idx";

-- DropIndex
DROP INDEX "units_id_idx";
