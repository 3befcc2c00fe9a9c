-- The clock by which every grant begins and ends: that of the database, and no other. Tests put another in its place.
-- CreateFunction
CREATE FUNCTION "latchkey_now"() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE RETURN now();

-- A grant counts from its beginning, if it has one, until just before its end.
-- AlterTable
ALTER TABLE "user_roles" ADD COLUMN     "ends_at" TIMESTAMPTZ(3),
ADD COLUMN     "starts_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "permission_overrides" ADD COLUMN     "ends_at" TIMESTAMPTZ(3),
ADD COLUMN     "reason" TEXT,
ADD COLUMN     "starts_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "building_assignments" ADD COLUMN     "ends_at" TIMESTAMPTZ(3),
ADD COLUMN     "starts_at" TIMESTAMPTZ(3);

-- `end_at` is when it ended, `planned_end_at` when it is to end; `status` is ENDED once `end_at` has been written down.
-- AlterTable
ALTER TABLE "occupancies" ADD COLUMN     "planned_end_at" TIMESTAMPTZ(3);

-- AddCheck
ALTER TABLE "user_roles" ADD CONSTRAINT "user_roles_end_after_start" CHECK ("ends_at" > "starts_at");
ALTER TABLE "permission_overrides" ADD CONSTRAINT "permission_overrides_end_after_start" CHECK ("ends_at" > "starts_at");
ALTER TABLE "building_assignments" ADD CONSTRAINT "building_assignments_end_after_start" CHECK ("ends_at" > "starts_at");
ALTER TABLE "occupancies"
    ADD CONSTRAINT "occupancies_planned_end_after_start" CHECK ("planned_end_at" > "start_at"),
    ADD CONSTRAINT "occupancies_end_not_after_plan" CHECK ("end_at" <= "planned_end_at");

-- What was booked may follow what is to end, before anybody has written the end down.
-- AlterTable
ALTER TABLE "occupancies" DROP CONSTRAINT "occupancies_no_overlap_per_unit";
ALTER TABLE "occupancies" ADD CONSTRAINT "occupancies_no_overlap_per_unit" EXCLUDE USING gist (
    "org_id" WITH =, "unit_id" WITH =, tstzrange("start_at", coalesce("end_at", "planned_end_at")) WITH &&
);

-- DropIndex
DROP INDEX "occupancies_one_active_per_unit";

-- CreateIndex
CREATE INDEX "occupancies_open_of_unit_idx" ON "occupancies"("org_id", "unit_id", "start_at") WHERE ("end_at" IS NULL);
