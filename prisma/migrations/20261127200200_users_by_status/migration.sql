-- Those of a status that few have, INVITED or DISABLED, are found without reading everybody of the org.
-- CreateIndex
CREATE INDEX CONCURRENTLY "users_org_id_status_id_idx" ON "users"("org_id", "status", "id");
