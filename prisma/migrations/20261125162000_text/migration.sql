-- Text that people take for the same is the same: where it must be unique, and where it is searched.
-- Canonical forms, case and white space make no difference, nor do characters that nobody sees. Upper case comes between
-- two lower ones because that alone is full: ß, ẞ and SS are one. So are a final sigma and the other, and the four i of
-- Turkish. The collation is named: what a database or server calls its own differs.
-- CreateFunction
CREATE FUNCTION "fold_text"("typed" text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN btrim(normalize(translate(replace(
    lower(upper(lower(normalize(
        regexp_replace(
            regexp_replace(
                "typed",
                '[\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200F\u202A-\u202E\u2060-\u206F\u3164\uFE00-\uFE0F\uFEFF\uFFA0\uFFF0-\uFFF8\U0001BCA0-\U0001BCA3\U0001D173-\U0001D17A\U000E0000-\U000E0FFF]+',
                '', 'g'
            ),
            '[\u0009-\u000D\u0020\u0085\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]+', ' ', 'g'
        ), NFC
    ) COLLATE "und-x-icu") COLLATE "und-x-icu") COLLATE "und-x-icu"),
    U&'i\0307', 'i'
), U&'\03C2', U&'\03C3'), NFC));

-- AlterTable
ALTER TABLE "users"
    ADD COLUMN "search_key" TEXT GENERATED ALWAYS AS (fold_text("name") || E'\n' || fold_text("email")) STORED;

-- AlterTable
ALTER TABLE "units"
    ADD COLUMN "label_key" TEXT GENERATED ALWAYS AS (fold_text("label")) STORED,
    ADD COLUMN "label_shared" BOOLEAN NOT NULL DEFAULT false;

-- Labels that are one by now stay as they are: the first unit of each has it, the others share it until they are named
-- anew, or until the first gives it up.
WITH "numbered" AS (
    SELECT "org_id", "id", row_number() OVER (
        PARTITION BY "org_id", "building_id", "label_key" ORDER BY "created_at", "id"
    ) AS "number"
    FROM "units"
)
UPDATE "units" u SET "label_shared" = true FROM "numbered" n
WHERE (u."org_id", u."id") = (n."org_id", n."id") AND n."number" > 1;

DO $$
DECLARE
    shown CONSTANT int := 50;
    sharing bigint;
    listed text;
BEGIN
    SELECT count(*) INTO sharing FROM units WHERE label_shared;
    IF sharing > 0 THEN
        SELECT string_agg(line, E'\n' ORDER BY line) INTO listed FROM (
            SELECT format('  org %s, building %s: %s', org_id, building_id,
                string_agg(format('"%s" (unit %s)', label, id), ', ' ORDER BY label_shared, created_at, id)) AS line
            FROM units u
            WHERE EXISTS (SELECT FROM units s WHERE s.label_shared
                AND (s.org_id, s.building_id, s.label_key) = (u.org_id, u.building_id, u.label_key))
            GROUP BY org_id, building_id, label_key ORDER BY 1 LIMIT shown
        ) AS lines;
        RAISE WARNING E'% units have the label of another unit of their building, in another case or spelling. Nothing was changed; no more can come about. Name them anew, or leave them. All of them: SELECT * FROM units WHERE label_shared. The first %:\n%',
            sharing, shown, listed;
    END IF;
END
$$;

-- CreateIndex
CREATE UNIQUE INDEX "units_one_label_per_building" ON "units"("org_id", "building_id", "label_key") WHERE ("label_shared" = false);

-- A unit that is named anew has its label to itself.
-- CreateFunction
CREATE FUNCTION "units_share_no_new_label"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.label_shared := false;
    RETURN NEW;
END
$$;

-- CreateTrigger
CREATE TRIGGER "units_new_label" BEFORE UPDATE ON "units"
    FOR EACH ROW WHEN (NEW."label" IS DISTINCT FROM OLD."label") EXECUTE FUNCTION "units_share_no_new_label"();

-- Where the first gives a label up, the next of those that share it has it.
-- CreateFunction
CREATE FUNCTION "units_inherit_label"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE public.units SET label_shared = false WHERE (org_id, id) = (
        SELECT org_id, id FROM public.units
        WHERE (org_id, building_id, label_key) = (OLD.org_id, OLD.building_id, OLD.label_key) AND label_shared
        ORDER BY created_at, id LIMIT 1
    );
    RETURN NULL;
END
$$;

-- CreateTrigger
CREATE TRIGGER "units_label_left" AFTER UPDATE ON "units" FOR EACH ROW
    WHEN (NOT OLD."label_shared" AND NEW."label_key" IS DISTINCT FROM OLD."label_key")
    EXECUTE FUNCTION "units_inherit_label"();

-- CreateTrigger
CREATE TRIGGER "units_label_deleted" AFTER DELETE ON "units" FOR EACH ROW
    WHEN (NOT OLD."label_shared") EXECUTE FUNCTION "units_inherit_label"();
