-- Whether a unit is free for a while: as its periods never overlap, the last to begin before the end of the while tells.
-- The index of the exclusion constraint takes longer to say so the more occupancies there are.
-- CreateIndex
CREATE INDEX CONCURRENTLY "occupancies_org_id_unit_id_start_at_idx" ON "occupancies"("org_id", "unit_id", "start_at");
