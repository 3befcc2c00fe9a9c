-- Periods of one unit never overlap, ended ones included.
-- btree_gist is trusted: whoever may create in the database may create it, without being a superuser.
-- CreateExtension
CREATE EXTENSION IF NOT EXISTS "btree_gist";

-- Nobody may write an overlap between the mending of those that are there and the constraint.
LOCK TABLE "occupancies" IN SHARE ROW EXCLUSIVE MODE;

-- As answers show a moment.
-- CreateFunction
CREATE FUNCTION "shown"("moment" timestamptz) RETURNS text LANGUAGE sql IMMUTABLE
RETURN to_char("moment" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');

-- Who lives somewhere now goes on living there: an ACTIVE period that began before ended ones begins at the last end
-- among them. An ENDED period that reaches into the next one ends where that begins. Empty ones are in nobody's way.
WITH "begun" AS (
    SELECT o.*, CASE o."status" WHEN 'ENDED' THEN o."start_at" ELSE greatest(o."start_at", (
        SELECT max(e."end_at") FROM "occupancies" e
        WHERE (e."org_id", e."unit_id") = (o."org_id", o."unit_id")
            AND e."status" = 'ENDED' AND e."start_at" >= o."start_at" AND e."end_at" > e."start_at"
    )) END AS "new_start"
    FROM "occupancies" o
    WHERE o."end_at" IS NULL OR o."end_at" > o."start_at"
), "apart" AS (
    SELECT *, least("end_at", lead("new_start") OVER (
        PARTITION BY "org_id", "unit_id" ORDER BY "new_start", "end_at" NULLS LAST, "id"
    )) AS "new_end"
    FROM "begun"
), "shortened" AS (
    UPDATE "occupancies" o
    SET "start_at" = a."new_start", "end_at" = a."new_end", "updated_at" = CURRENT_TIMESTAMP
    FROM "apart" a
    WHERE (o."org_id", o."id") = (a."org_id", a."id")
        AND (a."start_at", a."end_at") IS DISTINCT FROM (a."new_start", a."new_end")
    RETURNING o.*, a."start_at" AS "old_start", a."end_at" AS "old_end", a."updated_at" AS "old_updated"
), "states" AS (
    SELECT s.*, jsonb_build_object(
        'id', s."id", 'buildingId', s."building_id", 'unitId', s."unit_id", 'residentUserId', s."resident_user_id",
        'status', s."status", 'createdAt', shown(s."created_at"),
        'unit', jsonb_build_object('id', u."id", 'label', u."label"),
        'resident', jsonb_build_object('id', r."id", 'name', r."name", 'email', r."email")
    ) AS "kept"
    FROM "shortened" s
    JOIN "units" u ON (u."org_id", u."id") = (s."org_id", s."unit_id")
    JOIN "users" r ON (r."org_id", r."id") = (s."org_id", s."resident_user_id")
)
-- An id of version 7, as the services make them: they are listed in the order of ids.
INSERT INTO "audit_events"
    ("org_id", "id", "actor_type", "action", "target_type", "target_id", "before", "after", "request_id")
SELECT
    "org_id",
    (lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0') || '7'
        || substr(replace(gen_random_uuid()::text, '-', ''), 14))::uuid,
    'platform', 'occupancy.shortened', 'occupancy', "id",
    "kept" || jsonb_build_object(
        'startAt', shown("old_start"), 'endAt', shown("old_end"), 'updatedAt', shown("old_updated")),
    "kept" || jsonb_build_object(
        'startAt', shown("start_at"), 'endAt', shown("end_at"), 'updatedAt', shown("updated_at")),
    '20261125161000_periods'
FROM "states";

-- DropFunction
DROP FUNCTION "shown"(timestamptz);

DO $$
DECLARE
    shortened bigint;
    orgs bigint;
BEGIN
    SELECT count(*), count(DISTINCT org_id) INTO shortened, orgs FROM audit_events WHERE action = 'occupancy.shortened';
    IF shortened > 0 THEN
        RAISE WARNING 'Periods of one unit overlapped: % occupancies of % orgs were shortened. What they were stands in the audit log of each org, under the action occupancy.shortened.',
            shortened, orgs;
    END IF;
END
$$;

-- Half open, so that one may end at the instant at which the next begins; what ended the instant it began is empty and
-- overlaps nothing.
-- AddConstraint
ALTER TABLE "occupancies" ADD CONSTRAINT "occupancies_no_overlap_per_unit" EXCLUDE USING gist (
    "org_id" WITH =, "unit_id" WITH =, tstzrange("start_at", "end_at") WITH &&
);
