-- CreateEnum
CREATE TYPE "UserStatus" AS ENUM ('INVITED', 'ACTIVE', 'DISABLED');

-- CreateEnum
CREATE TYPE "OverrideEffect" AS ENUM ('ALLOW', 'DENY');

-- CreateEnum
CREATE TYPE "AssignmentType" AS ENUM ('MANAGER', 'STAFF', 'BUILDING_ADMIN');

-- CreateEnum
CREATE TYPE "OccupancyStatus" AS ENUM ('ACTIVE', 'ENDED');

-- CreateEnum
CREATE TYPE "PermissionResource" AS ENUM ('org', 'building');

-- CreateEnum
CREATE TYPE "PermissionAccess" AS ENUM ('read', 'write');

-- CreateTable
CREATE TABLE "orgs" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "orgs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "users" (
    "org_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "status" "UserStatus" NOT NULL,
    "password_hash" TEXT,
    "must_change_password" BOOLEAN NOT NULL DEFAULT false,
    "authz_version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "users_pkey" PRIMARY KEY ("org_id","id")
);

-- CreateTable
CREATE TABLE "permissions" (
    "key" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "resource" "PermissionResource" NOT NULL,
    "access" "PermissionAccess" NOT NULL,
    "residents" BOOLEAN NOT NULL,

    CONSTRAINT "permissions_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "roles" (
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL,

    CONSTRAINT "roles_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "role_permissions" (
    "role_key" TEXT NOT NULL,
    "permission_key" TEXT NOT NULL,

    CONSTRAINT "role_permissions_pkey" PRIMARY KEY ("role_key","permission_key")
);

-- CreateTable
CREATE TABLE "user_roles" (
    "org_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "role_key" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "user_roles_pkey" PRIMARY KEY ("org_id","user_id","role_key")
);

-- CreateTable
CREATE TABLE "permission_overrides" (
    "org_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "permission_key" TEXT NOT NULL,
    "effect" "OverrideEffect" NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "permission_overrides_pkey" PRIMARY KEY ("org_id","user_id","permission_key")
);

-- CreateTable
CREATE TABLE "buildings" (
    "org_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "address" TEXT,
    "city" TEXT,
    "country" TEXT,
    "timezone" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "buildings_pkey" PRIMARY KEY ("org_id","id")
);

-- CreateTable
CREATE TABLE "units" (
    "org_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "building_id" UUID NOT NULL,
    "label" TEXT NOT NULL,
    "floor" INTEGER,
    "notes" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "units_pkey" PRIMARY KEY ("org_id","id")
);

-- CreateTable
CREATE TABLE "building_assignments" (
    "org_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "building_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "type" "AssignmentType" NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "building_assignments_pkey" PRIMARY KEY ("org_id","id")
);

-- CreateTable
CREATE TABLE "occupancies" (
    "org_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "building_id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "resident_user_id" UUID NOT NULL,
    "status" "OccupancyStatus" NOT NULL DEFAULT 'ACTIVE',
    "start_at" TIMESTAMPTZ(3) NOT NULL,
    "end_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "occupancies_pkey" PRIMARY KEY ("org_id","id")
);

-- CreateIndex
CREATE UNIQUE INDEX "orgs_slug_key" ON "orgs"("slug");

-- CreateIndex
CREATE INDEX "users_id_idx" ON "users"("id");

-- CreateIndex
CREATE INDEX "users_email_idx" ON "users"("email");

-- CreateIndex
CREATE UNIQUE INDEX "users_org_id_email_key" ON "users"("org_id", "email");

-- CreateIndex
CREATE INDEX "user_roles_org_id_role_key_idx" ON "user_roles"("org_id", "role_key");

-- CreateIndex
CREATE UNIQUE INDEX "units_org_id_building_id_label_key" ON "units"("org_id", "building_id", "label");

-- CreateIndex
CREATE UNIQUE INDEX "units_org_id_building_id_id_key" ON "units"("org_id", "building_id", "id");

-- CreateIndex
CREATE INDEX "building_assignments_org_id_building_id_id_idx" ON "building_assignments"("org_id", "building_id", "id");

-- CreateIndex
CREATE INDEX "building_assignments_org_id_user_id_idx" ON "building_assignments"("org_id", "user_id");

-- CreateIndex
CREATE UNIQUE INDEX "building_assignments_org_id_building_id_user_id_type_key" ON "building_assignments"("org_id", "building_id", "user_id", "type");

-- CreateIndex
CREATE INDEX "occupancies_org_id_building_id_id_idx" ON "occupancies"("org_id", "building_id", "id");

-- CreateIndex
CREATE INDEX "occupancies_org_id_unit_id_idx" ON "occupancies"("org_id", "unit_id");

-- CreateIndex
CREATE INDEX "occupancies_org_id_resident_user_id_idx" ON "occupancies"("org_id", "resident_user_id");

-- CreateIndex
CREATE UNIQUE INDEX "occupancies_one_active_per_unit" ON "occupancies"("org_id", "unit_id") WHERE ("status" = 'ACTIVE');

-- AddForeignKey
ALTER TABLE "users" ADD CONSTRAINT "users_org_id_fkey" FOREIGN KEY ("org_id") REFERENCES "orgs"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "role_permissions" ADD CONSTRAINT "role_permissions_role_key_fkey" FOREIGN KEY ("role_key") REFERENCES "roles"("key") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "role_permissions" ADD CONSTRAINT "role_permissions_permission_key_fkey" FOREIGN KEY ("permission_key") REFERENCES "permissions"("key") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "user_roles" ADD CONSTRAINT "user_roles_org_id_user_id_fkey" FOREIGN KEY ("org_id", "user_id") REFERENCES "users"("org_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "user_roles" ADD CONSTRAINT "user_roles_role_key_fkey" FOREIGN KEY ("role_key") REFERENCES "roles"("key") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "permission_overrides" ADD CONSTRAINT "permission_overrides_org_id_user_id_fkey" FOREIGN KEY ("org_id", "user_id") REFERENCES "users"("org_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "permission_overrides" ADD CONSTRAINT "permission_overrides_permission_key_fkey" FOREIGN KEY ("permission_key") REFERENCES "permissions"("key") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "buildings" ADD CONSTRAINT "buildings_org_id_fkey" FOREIGN KEY ("org_id") REFERENCES "orgs"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "units" ADD CONSTRAINT "units_org_id_building_id_fkey" FOREIGN KEY ("org_id", "building_id") REFERENCES "buildings"("org_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "building_assignments" ADD CONSTRAINT "building_assignments_org_id_building_id_fkey" FOREIGN KEY ("org_id", "building_id") REFERENCES "buildings"("org_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "building_assignments" ADD CONSTRAINT "building_assignments_org_id_user_id_fkey" FOREIGN KEY ("org_id", "user_id") REFERENCES "users"("org_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "occupancies" ADD CONSTRAINT "occupancies_org_id_building_id_fkey" FOREIGN KEY ("org_id", "building_id") REFERENCES "buildings"("org_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "occupancies" ADD CONSTRAINT "occupancies_org_id_building_id_unit_id_fkey" FOREIGN KEY ("org_id", "building_id", "unit_id") REFERENCES "units"("org_id", "building_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "occupancies" ADD CONSTRAINT "occupancies_org_id_resident_user_id_fkey" FOREIGN KEY ("org_id", "resident_user_id") REFERENCES "users"("org_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What follows is written by hand: Prisma models neither CHECKs nor triggers.

-- AddCheck
ALTER TABLE "orgs"
    ADD CONSTRAINT "orgs_name_trimmed" CHECK ("name" <> '' AND "name" = btrim("name")),
    ADD CONSTRAINT "orgs_slug_format" CHECK ("slug" ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length("slug") <= 63);

-- AddCheck
ALTER TABLE "users"
    ADD CONSTRAINT "users_email_normalised" CHECK ("email" <> '' AND "email" = lower(btrim("email"))),
    ADD CONSTRAINT "users_name_trimmed" CHECK ("name" <> '' AND "name" = btrim("name")),
    ADD CONSTRAINT "users_active_has_password" CHECK ("status" <> 'ACTIVE' OR "password_hash" IS NOT NULL);

-- AddCheck
ALTER TABLE "buildings" ADD CONSTRAINT "buildings_name_trimmed" CHECK ("name" <> '' AND "name" = btrim("name"));

-- AddCheck
ALTER TABLE "units" ADD CONSTRAINT "units_label_trimmed" CHECK ("label" <> '' AND "label" = btrim("label"));

-- AddCheck
ALTER TABLE "occupancies"
    ADD CONSTRAINT "occupancies_active_iff_open" CHECK (("status" = 'ACTIVE') = ("end_at" IS NULL)),
    ADD CONSTRAINT "occupancies_end_not_before_start" CHECK ("end_at" >= "start_at");

-- The version of a user's grants never falls, whoever writes it, and rises with the status.
-- CreateFunction
CREATE FUNCTION "users_keep_authz_version"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.authz_version := greatest(
        NEW.authz_version,
        OLD.authz_version + (NEW.status IS DISTINCT FROM OLD.status)::int
    );
    RETURN NEW;
END
$$;

-- CreateTrigger
CREATE TRIGGER "users_authz_version" BEFORE UPDATE ON "users"
    FOR EACH ROW EXECUTE FUNCTION "users_keep_authz_version"();

-- A row that moves to another user changes what both may do.
-- CreateFunction
CREATE FUNCTION "raise_authz_version_of_user"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        UPDATE public.users SET authz_version = authz_version + 1 WHERE org_id = OLD.org_id AND id = OLD.user_id;
    END IF;
    IF TG_OP = 'INSERT' OR (TG_OP = 'UPDATE' AND (NEW.org_id, NEW.user_id) <> (OLD.org_id, OLD.user_id)) THEN
        UPDATE public.users SET authz_version = authz_version + 1 WHERE org_id = NEW.org_id AND id = NEW.user_id;
    END IF;
    RETURN NULL;
END
$$;

-- CreateTrigger
CREATE TRIGGER "user_roles_authz_version" AFTER INSERT OR UPDATE OR DELETE ON "user_roles"
    FOR EACH ROW EXECUTE FUNCTION "raise_authz_version_of_user"();

-- CreateTrigger
CREATE TRIGGER "permission_overrides_authz_version" AFTER INSERT OR UPDATE OR DELETE ON "permission_overrides"
    FOR EACH ROW EXECUTE FUNCTION "raise_authz_version_of_user"();

-- CreateTrigger
CREATE TRIGGER "building_assignments_authz_version" AFTER INSERT OR UPDATE OR DELETE ON "building_assignments"
    FOR EACH ROW EXECUTE FUNCTION "raise_authz_version_of_user"();

-- CreateFunction
CREATE FUNCTION "raise_authz_version_of_resident"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        UPDATE public.users SET authz_version = authz_version + 1 WHERE org_id = OLD.org_id AND id = OLD.resident_user_id;
    END IF;
    IF TG_OP = 'INSERT'
        OR (TG_OP = 'UPDATE' AND (NEW.org_id, NEW.resident_user_id) <> (OLD.org_id, OLD.resident_user_id)) THEN
        UPDATE public.users SET authz_version = authz_version + 1 WHERE org_id = NEW.org_id AND id = NEW.resident_user_id;
    END IF;
    RETURN NULL;
END
$$;

-- CreateTrigger
CREATE TRIGGER "occupancies_authz_version" AFTER INSERT OR UPDATE OR DELETE ON "occupancies"
    FOR EACH ROW EXECUTE FUNCTION "raise_authz_version_of_resident"();
