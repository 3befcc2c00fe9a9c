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

-- The grants of somebody in one building, and the buildings of somebody with many, in their order.
-- CreateIndex
CREATE INDEX "building_assignments_org_id_user_id_building_id_idx" ON "building_assignments"("org_id", "user_id", "building_id");

-- CreateIndex
CREATE INDEX "occupancies_org_id_resident_user_id_building_id_idx" ON "occupancies"("org_id", "resident_user_id", "building_id");

-- DropIndex
DROP INDEX "building_assignments_org_id_user_id_idx";

-- DropIndex
DROP INDEX "occupancies_org_id_resident_user_id_idx";
