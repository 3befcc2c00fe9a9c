-- Labels as people count: 2 before 10, 1a after 1. Deterministic: labels that are not the same are never equal.
-- CreateCollation
CREATE COLLATION "label_order" (provider = icu, locale = 'und-u-kn');

-- AlterTable
ALTER TABLE "units"
    ADD COLUMN "label_sort" TEXT COLLATE "label_order" GENERATED ALWAYS AS (fold_text("label")) STORED;

-- CreateIndex
CREATE INDEX "units_org_id_building_id_label_sort_id_idx" ON "units"("org_id", "building_id", "label_sort", "id");

-- CreateIndex
CREATE INDEX "units_org_id_label_sort_id_idx" ON "units"("org_id", "label_sort", "id");
