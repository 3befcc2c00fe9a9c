-- Apart from the org: whoever holds the lock of an org and waits for a building must not be waited for by its deletion.
-- CreateTable
CREATE TABLE "org_authz_versions" (
    "org_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "org_authz_versions_pkey" PRIMARY KEY ("org_id")
);

-- AddForeignKey
ALTER TABLE "org_authz_versions" ADD CONSTRAINT "org_authz_versions_org_id_fkey" FOREIGN KEY ("org_id") REFERENCES "orgs"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- The version of an org never falls, whoever writes it.
-- CreateFunction
CREATE FUNCTION "org_authz_versions_never_fall"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.version := greatest(NEW.version, OLD.version);
    RETURN NEW;
END
$$;

-- CreateTrigger
CREATE TRIGGER "org_authz_versions_kept" BEFORE UPDATE ON "org_authz_versions"
    FOR EACH ROW EXECUTE FUNCTION "org_authz_versions_never_fall"();

-- Rises when a building or unit goes or moves: until then what was there is there. An org without a row is at 0.
-- CreateFunction
CREATE FUNCTION "raise_authz_version_of_org"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO public.org_authz_versions AS v (org_id, version) VALUES (OLD.org_id, 1)
    ON CONFLICT (org_id) DO UPDATE SET version = v.version + 1;
    RETURN NULL;
END
$$;

-- CreateTrigger
CREATE TRIGGER "buildings_deleted_authz_version" AFTER DELETE ON "buildings"
    FOR EACH ROW EXECUTE FUNCTION "raise_authz_version_of_org"();

-- CreateTrigger
CREATE TRIGGER "buildings_moved_authz_version" AFTER UPDATE ON "buildings"
    FOR EACH ROW WHEN ((OLD."org_id", OLD."id") IS DISTINCT FROM (NEW."org_id", NEW."id"))
    EXECUTE FUNCTION "raise_authz_version_of_org"();

-- CreateTrigger
CREATE TRIGGER "units_deleted_authz_version" AFTER DELETE ON "units"
    FOR EACH ROW EXECUTE FUNCTION "raise_authz_version_of_org"();

-- CreateTrigger
CREATE TRIGGER "units_moved_authz_version" AFTER UPDATE ON "units"
    FOR EACH ROW WHEN ((OLD."org_id", OLD."id", OLD."building_id") IS DISTINCT FROM (NEW."org_id", NEW."id", NEW."building_id"))
    EXECUTE FUNCTION "raise_authz_version_of_org"();
