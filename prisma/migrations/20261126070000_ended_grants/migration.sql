-- For what tidies away what has ended, every minute.
-- while serving: no row has an end when the column is new, so that the table is read once and nothing is written.
-- CreateIndex
CREATE INDEX "user_roles_ends_at_idx" ON "user_roles"("ends_at") WHERE ("ends_at" IS NOT NULL);

-- while serving: as above.
-- CreateIndex
CREATE INDEX "permission_overrides_ends_at_idx" ON "permission_overrides"("ends_at") WHERE ("ends_at" IS NOT NULL);

-- while serving: as above.
-- CreateIndex
CREATE INDEX "building_assignments_ends_at_idx" ON "building_assignments"("ends_at") WHERE ("ends_at" IS NOT NULL);

-- while serving: as above.
-- CreateIndex
CREATE INDEX "occupancies_planned_end_at_idx" ON "occupancies"("planned_end_at") WHERE ("end_at" IS NULL AND "planned_end_at" IS NOT NULL);
