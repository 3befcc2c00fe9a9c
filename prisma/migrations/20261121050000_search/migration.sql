-- Search goes from the thing to those who may use it, the other way round than a decision.
-- CreateIndex
CREATE INDEX "buildings_id_idx" ON "buildings"("id");

-- CreateIndex
CREATE INDEX "units_id_idx" ON "units"("id");

-- CreateIndex
CREATE INDEX "user_roles_org_id_role_key_user_id_idx" ON "user_roles"("org_id", "role_key", "user_id");

-- CreateIndex
CREATE INDEX "permission_overrides_org_id_key_effect_user_id_idx" ON "permission_overrides"("org_id", "permission_key", "effect", "user_id");
