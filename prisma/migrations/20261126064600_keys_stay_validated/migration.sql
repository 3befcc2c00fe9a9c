-- Apart from the one before, so that reading every row holds no lock that others wait for.
-- ValidateForeignKey
ALTER TABLE "users" VALIDATE CONSTRAINT "users_org_id_fkey";

-- ValidateForeignKey
ALTER TABLE "user_roles" VALIDATE CONSTRAINT "user_roles_org_id_user_id_fkey";

-- ValidateForeignKey
ALTER TABLE "permission_overrides" VALIDATE CONSTRAINT "permission_overrides_org_id_user_id_fkey";

-- ValidateForeignKey
ALTER TABLE "buildings" VALIDATE CONSTRAINT "buildings_org_id_fkey";

-- ValidateForeignKey
ALTER TABLE "units" VALIDATE CONSTRAINT "units_org_id_building_id_fkey";

-- ValidateForeignKey
ALTER TABLE "building_assignments" VALIDATE CONSTRAINT "building_assignments_org_id_building_id_fkey";

-- ValidateForeignKey
ALTER TABLE "building_assignments" VALIDATE CONSTRAINT "building_assignments_org_id_user_id_fkey";

-- ValidateForeignKey
ALTER TABLE "occupancies" VALIDATE CONSTRAINT "occupancies_org_id_building_id_fkey";

-- ValidateForeignKey
ALTER TABLE "occupancies" VALIDATE CONSTRAINT "occupancies_org_id_building_id_unit_id_fkey";

-- ValidateForeignKey
ALTER TABLE "occupancies" VALIDATE CONSTRAINT "occupancies_org_id_resident_user_id_fkey";

-- ValidateForeignKey
ALTER TABLE "invites" VALIDATE CONSTRAINT "invites_org_id_user_id_fkey";

-- ValidateForeignKey
ALTER TABLE "sessions" VALIDATE CONSTRAINT "sessions_org_id_user_id_fkey";

-- ValidateForeignKey
ALTER TABLE "refresh_tokens" VALIDATE CONSTRAINT "refresh_tokens_org_id_session_id_fkey";

-- ValidateForeignKey
ALTER TABLE "audit_events" VALIDATE CONSTRAINT "audit_events_org_id_fkey";

-- ValidateForeignKey
ALTER TABLE "one_time_links" VALIDATE CONSTRAINT "one_time_links_org_id_user_id_fkey";

-- ValidateForeignKey
ALTER TABLE "idempotency_keys" VALIDATE CONSTRAINT "idempotency_keys_org_id_user_id_fkey";

-- ValidateForeignKey
ALTER TABLE "org_authz_versions" VALIDATE CONSTRAINT "org_authz_versions_org_id_fkey";
