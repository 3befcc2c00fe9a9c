-- No row changes its org: where tables are spread over machines by it, the row would have to move. Rows that are there are
-- looked at by the next migration, which nobody waits for.
-- AddForeignKey
ALTER TABLE "users" DROP CONSTRAINT "users_org_id_fkey", ADD CONSTRAINT "users_org_id_fkey"
    FOREIGN KEY ("org_id") REFERENCES "orgs"("id") ON DELETE RESTRICT ON UPDATE RESTRICT NOT VALID;

-- AddForeignKey
ALTER TABLE "user_roles" DROP CONSTRAINT "user_roles_org_id_user_id_fkey", ADD CONSTRAINT "user_roles_org_id_user_id_fkey"
    FOREIGN KEY ("org_id", "user_id") REFERENCES "users"("org_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT NOT VALID;

-- AddForeignKey
ALTER TABLE "permission_overrides" DROP CONSTRAINT "permission_overrides_org_id_user_id_fkey", ADD CONSTRAINT "permission_overrides_org_id_user_id_fkey"
    FOREIGN KEY ("org_id", "user_id") REFERENCES "users"("org_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT NOT VALID;

-- AddForeignKey
ALTER TABLE "buildings" DROP CONSTRAINT "buildings_org_id_fkey", ADD CONSTRAINT "buildings_org_id_fkey"
    FOREIGN KEY ("org_id") REFERENCES "orgs"("id") ON DELETE RESTRICT ON UPDATE RESTRICT NOT VALID;

-- AddForeignKey
ALTER TABLE "units" DROP CONSTRAINT "units_org_id_building_id_fkey", ADD CONSTRAINT "units_org_id_building_id_fkey"
    FOREIGN KEY ("org_id", "building_id") REFERENCES "buildings"("org_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT NOT VALID;

-- AddForeignKey
ALTER TABLE "building_assignments" DROP CONSTRAINT "building_assignments_org_id_building_id_fkey", ADD CONSTRAINT "building_assignments_org_id_building_id_fkey"
    FOREIGN KEY ("org_id", "building_id") REFERENCES "buildings"("org_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT NOT VALID;

-- AddForeignKey
ALTER TABLE "building_assignments" DROP CONSTRAINT "building_assignments_org_id_user_id_fkey", ADD CONSTRAINT "building_assignments_org_id_user_id_fkey"
    FOREIGN KEY ("org_id", "user_id") REFERENCES "users"("org_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT NOT VALID;

-- AddForeignKey
ALTER TABLE "occupancies" DROP CONSTRAINT "occupancies_org_id_building_id_fkey", ADD CONSTRAINT "occupancies_org_id_building_id_fkey"
    FOREIGN KEY ("org_id", "building_id") REFERENCES "buildings"("org_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT NOT VALID;

-- AddForeignKey
ALTER TABLE "occupancies" DROP CONSTRAINT "occupancies_org_id_building_id_unit_id_fkey", ADD CONSTRAINT "occupancies_org_id_building_id_unit_id_fkey"
    FOREIGN KEY ("org_id", "building_id", "unit_id") REFERENCES "units"("org_id", "building_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT NOT VALID;

-- AddForeignKey
ALTER TABLE "occupancies" DROP CONSTRAINT "occupancies_org_id_resident_user_id_fkey", ADD CONSTRAINT "occupancies_org_id_resident_user_id_fkey"
    FOREIGN KEY ("org_id", "resident_user_id") REFERENCES "users"("org_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT NOT VALID;

-- AddForeignKey
ALTER TABLE "invites" DROP CONSTRAINT "invites_org_id_user_id_fkey", ADD CONSTRAINT "invites_org_id_user_id_fkey"
    FOREIGN KEY ("org_id", "user_id") REFERENCES "users"("org_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT NOT VALID;

-- AddForeignKey
ALTER TABLE "sessions" DROP CONSTRAINT "sessions_org_id_user_id_fkey", ADD CONSTRAINT "sessions_org_id_user_id_fkey"
    FOREIGN KEY ("org_id", "user_id") REFERENCES "users"("org_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT NOT VALID;

-- AddForeignKey
ALTER TABLE "refresh_tokens" DROP CONSTRAINT "refresh_tokens_org_id_session_id_fkey", ADD CONSTRAINT "refresh_tokens_org_id_session_id_fkey"
    FOREIGN KEY ("org_id", "session_id") REFERENCES "sessions"("org_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT NOT VALID;

-- AddForeignKey
ALTER TABLE "audit_events" DROP CONSTRAINT "audit_events_org_id_fkey", ADD CONSTRAINT "audit_events_org_id_fkey"
    FOREIGN KEY ("org_id") REFERENCES "orgs"("id") ON DELETE RESTRICT ON UPDATE RESTRICT NOT VALID;

-- AddForeignKey
ALTER TABLE "one_time_links" DROP CONSTRAINT "one_time_links_org_id_user_id_fkey", ADD CONSTRAINT "one_time_links_org_id_user_id_fkey"
    FOREIGN KEY ("org_id", "user_id") REFERENCES "users"("org_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT NOT VALID;

-- AddForeignKey
ALTER TABLE "idempotency_keys" DROP CONSTRAINT "idempotency_keys_org_id_user_id_fkey", ADD CONSTRAINT "idempotency_keys_org_id_user_id_fkey"
    FOREIGN KEY ("org_id", "user_id") REFERENCES "users"("org_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT NOT VALID;

-- AddForeignKey
ALTER TABLE "org_authz_versions" DROP CONSTRAINT "org_authz_versions_org_id_fkey", ADD CONSTRAINT "org_authz_versions_org_id_fkey"
    FOREIGN KEY ("org_id") REFERENCES "orgs"("id") ON DELETE RESTRICT ON UPDATE RESTRICT NOT VALID;
