-- Whether somebody lives in a unit is read from the index alone: that of the exclusion constraint takes several times as long,
-- and more the more occupancies there are.
-- CreateIndex
CREATE INDEX CONCURRENTLY "occupancies_open_until_of_unit_idx" ON "occupancies"("org_id", "unit_id", "start_at") INCLUDE ("planned_end_at") WHERE ("end_at" IS NULL);
