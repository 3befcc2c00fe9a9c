-- CreateEnum
CREATE TYPE "LinkKind" AS ENUM ('PASSWORD_RESET', 'EMAIL_CHANGE');

-- AlterTable
ALTER TABLE "users" ADD COLUMN     "password_expires_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "sessions" ADD COLUMN     "last_used_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
ADD COLUMN     "user_agent" TEXT;

-- CreateTable
CREATE TABLE "one_time_links" (
    "org_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "kind" "LinkKind" NOT NULL,
    "email" TEXT,
    "token_hash" BYTEA,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "mail_state" "MailState" NOT NULL DEFAULT 'QUEUED',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "one_time_links_pkey" PRIMARY KEY ("org_id","id")
);

-- CreateIndex
CREATE INDEX "one_time_links_token_hash_idx" ON "one_time_links"("token_hash");

-- CreateIndex
CREATE UNIQUE INDEX "one_time_links_org_id_user_id_kind_key" ON "one_time_links"("org_id", "user_id", "kind");

-- AddForeignKey
ALTER TABLE "one_time_links" ADD CONSTRAINT "one_time_links_org_id_user_id_fkey" FOREIGN KEY ("org_id", "user_id") REFERENCES "users"("org_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What follows is written by hand: Prisma models no CHECKs, and a session was last used when its last token was made.

-- AddCheck
ALTER TABLE "one_time_links"
    ADD CONSTRAINT "one_time_links_change_names_email" CHECK (("kind" = 'EMAIL_CHANGE') = ("email" IS NOT NULL)),
    ADD CONSTRAINT "one_time_links_email_normalised" CHECK ("email" <> '' AND "email" = lower(btrim("email")));

UPDATE "sessions" SET "last_used_at" = coalesce(
    (SELECT max(t."created_at") FROM "refresh_tokens" t
     WHERE t."org_id" = "sessions"."org_id" AND t."session_id" = "sessions"."id"),
    "created_at"
);
