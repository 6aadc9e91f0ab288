-- CreateEnum
CREATE TYPE "session_kind" AS ENUM ('browser', 'token');

-- CreateEnum
CREATE TYPE "one_time_purpose" AS ENUM ('reset_password', 'verify_email');

-- AlterTable
ALTER TABLE "documents" ADD COLUMN     "restricted" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "sessions" ADD COLUMN     "address" TEXT,
ADD COLUMN     "id" TEXT NOT NULL DEFAULT gen_random_uuid()::text,
ADD COLUMN     "kind" "session_kind" NOT NULL DEFAULT 'browser',
ADD COLUMN     "last_used_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- AlterTable
ALTER TABLE "users" ADD COLUMN     "email_verified_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "refresh_tokens" (
    "token_hash" TEXT NOT NULL,
    "session_id" TEXT NOT NULL,
    "client_hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "spent_at" TIMESTAMPTZ(3),

    CONSTRAINT "refresh_tokens_pkey" PRIMARY KEY ("token_hash")
);

-- CreateTable
CREATE TABLE "signing_keys" (
    "id" TEXT NOT NULL,
    "public_jwk" JSONB NOT NULL,
    "private_key" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "rotates_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "signing_keys_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "known_devices" (
    "id_hash" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "known_devices_pkey" PRIMARY KEY ("id_hash","user_id")
);

-- CreateTable
CREATE TABLE "totp_secrets" (
    "user_id" TEXT NOT NULL,
    "secret" TEXT NOT NULL,
    "confirmed_at" TIMESTAMPTZ(3),
    "last_step" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "totp_secrets_pkey" PRIMARY KEY ("user_id")
);

-- CreateTable
CREATE TABLE "recovery_codes" (
    "user_id" TEXT NOT NULL,
    "code_hash" TEXT NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "recovery_codes_pkey" PRIMARY KEY ("user_id","code_hash")
);

-- CreateTable
CREATE TABLE "one_time_tokens" (
    "token_hash" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "purpose" "one_time_purpose" NOT NULL,
    "email" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "one_time_tokens_pkey" PRIMARY KEY ("token_hash")
);

-- CreateTable
CREATE TABLE "invitations" (
    "id" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "role_name" TEXT NOT NULL,
    "token_hash" TEXT NOT NULL,
    "created_by_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "accepted_at" TIMESTAMPTZ(3),

    CONSTRAINT "invitations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_keys" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "key_hash" TEXT NOT NULL,
    "scopes" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),
    "last_address" TEXT,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_keys_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "groups" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "groups_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "group_members" (
    "group_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "group_members_pkey" PRIMARY KEY ("group_id","user_id")
);

-- CreateTable
CREATE TABLE "collection_groups" (
    "collection_id" TEXT NOT NULL,
    "group_id" TEXT NOT NULL,
    "level" "member_level" NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "collection_groups_pkey" PRIMARY KEY ("collection_id","group_id")
);

-- CreateTable
CREATE TABLE "document_users" (
    "document_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,

    CONSTRAINT "document_users_pkey" PRIMARY KEY ("document_id","user_id")
);

-- CreateTable
CREATE TABLE "document_groups" (
    "document_id" TEXT NOT NULL,
    "group_id" TEXT NOT NULL,

    CONSTRAINT "document_groups_pkey" PRIMARY KEY ("document_id","group_id")
);

-- CreateTable
CREATE TABLE "rate_limits" (
    "key" VARCHAR(255) NOT NULL,
    "points" INTEGER NOT NULL DEFAULT 0,
    "expire" BIGINT,

    CONSTRAINT "rate_limits_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE INDEX "audit_events_target_id_at_idx" ON "audit_events"("target_id", "at");

-- CreateIndex
CREATE INDEX "refresh_tokens_session_id_idx" ON "refresh_tokens"("session_id");

-- CreateIndex
CREATE INDEX "signing_keys_expires_at_idx" ON "signing_keys"("expires_at");

-- CreateIndex
CREATE INDEX "known_devices_user_id_idx" ON "known_devices"("user_id");

-- CreateIndex
CREATE INDEX "one_time_tokens_user_id_purpose_idx" ON "one_time_tokens"("user_id", "purpose");

-- CreateIndex
CREATE INDEX "one_time_tokens_expires_at_idx" ON "one_time_tokens"("expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "invitations_token_hash_key" ON "invitations"("token_hash");

-- CreateIndex
CREATE INDEX "invitations_created_at_id_idx" ON "invitations"("created_at", "id");

-- CreateIndex
CREATE INDEX "invitations_email_idx" ON "invitations"("email");

-- CreateIndex
CREATE INDEX "invitations_role_name_idx" ON "invitations"("role_name");

-- CreateIndex
CREATE UNIQUE INDEX "api_keys_key_hash_key" ON "api_keys"("key_hash");

-- CreateIndex
CREATE INDEX "api_keys_user_id_created_at_id_idx" ON "api_keys"("user_id", "created_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "groups_name_key" ON "groups"("name");

-- CreateIndex
CREATE INDEX "groups_created_at_id_idx" ON "groups"("created_at", "id");

-- CreateIndex
CREATE INDEX "group_members_user_id_idx" ON "group_members"("user_id");

-- CreateIndex
CREATE INDEX "collection_groups_group_id_level_idx" ON "collection_groups"("group_id", "level");

-- CreateIndex
CREATE INDEX "document_users_user_id_idx" ON "document_users"("user_id");

-- CreateIndex
CREATE INDEX "document_groups_group_id_idx" ON "document_groups"("group_id");

-- CreateIndex
CREATE INDEX "rate_limits_expire_idx" ON "rate_limits"("expire");

-- CreateIndex
CREATE UNIQUE INDEX "sessions_id_key" ON "sessions"("id");

-- AddForeignKey
ALTER TABLE "refresh_tokens" ADD CONSTRAINT "refresh_tokens_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "sessions"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "known_devices" ADD CONSTRAINT "known_devices_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "totp_secrets" ADD CONSTRAINT "totp_secrets_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "recovery_codes" ADD CONSTRAINT "recovery_codes_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "one_time_tokens" ADD CONSTRAINT "one_time_tokens_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_role_name_fkey" FOREIGN KEY ("role_name") REFERENCES "roles"("name") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "group_members" ADD CONSTRAINT "group_members_group_id_fkey" FOREIGN KEY ("group_id") REFERENCES "groups"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "group_members" ADD CONSTRAINT "group_members_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "collection_groups" ADD CONSTRAINT "collection_groups_collection_id_fkey" FOREIGN KEY ("collection_id") REFERENCES "collections"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "collection_groups" ADD CONSTRAINT "collection_groups_group_id_fkey" FOREIGN KEY ("group_id") REFERENCES "groups"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "document_users" ADD CONSTRAINT "document_users_document_id_fkey" FOREIGN KEY ("document_id") REFERENCES "documents"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "document_users" ADD CONSTRAINT "document_users_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "document_groups" ADD CONSTRAINT "document_groups_document_id_fkey" FOREIGN KEY ("document_id") REFERENCES "documents"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "document_groups" ADD CONSTRAINT "document_groups_group_id_fkey" FOREIGN KEY ("group_id") REFERENCES "groups"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Addresses and names as everywhere
ALTER TABLE "invitations"
    ADD CONSTRAINT "invitations_email_normal" CHECK ("email" = lower(btrim("email")) AND "email" LIKE '%_@_%');
ALTER TABLE "groups"
    ADD CONSTRAINT "groups_name_not_blank" CHECK (btrim("name") <> '');
CREATE UNIQUE INDEX "groups_name_folded" ON "groups" (lower("name"));
-- An address has one open invitation.
CREATE UNIQUE INDEX "invitations_one_open" ON "invitations" ("email") WHERE "accepted_at" IS NULL;

-- A role cannot be called by two spellings, and what may be done with a library is a permission like any other.
UPDATE "roles" SET "permissions" = array_cat("permissions", ARRAY['groups:manage', 'library:write']) WHERE "name" = 'administrator';
UPDATE "roles" SET "permissions" = array_append("permissions", 'library:write') WHERE "name" IN ('expert', 'member');

-- Somebody must be able to run the installation: the last enabled administrator stays one.
CREATE FUNCTION "administrator_remains"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM "users")
       AND NOT EXISTS (SELECT 1 FROM "users" WHERE "role_name" = 'administrator' AND "disabled_at" IS NULL) THEN
        RAISE EXCEPTION '"administrator_remains": nobody could run the installation'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'administrator_remains', TABLE = 'users';
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER "administrator_remains" AFTER UPDATE OR DELETE ON "users"
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD."role_name" = 'administrator' AND OLD."disabled_at" IS NULL)
    EXECUTE FUNCTION "administrator_remains"();

-- Tells every server that rights changed: each looks again at its open streams and running answers.
CREATE FUNCTION "announce_access_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('sarvanom_access', '');
    RETURN NULL;
END
$$;
CREATE TRIGGER "announce_access_change" AFTER INSERT OR UPDATE OR DELETE ON "collection_members"
    FOR EACH STATEMENT EXECUTE FUNCTION "announce_access_change"();
CREATE TRIGGER "announce_access_change" AFTER INSERT OR UPDATE OR DELETE ON "collection_groups"
    FOR EACH STATEMENT EXECUTE FUNCTION "announce_access_change"();
CREATE TRIGGER "announce_access_change" AFTER INSERT OR UPDATE OR DELETE ON "group_members"
    FOR EACH STATEMENT EXECUTE FUNCTION "announce_access_change"();
CREATE TRIGGER "announce_access_change" AFTER INSERT OR UPDATE OR DELETE ON "document_users"
    FOR EACH STATEMENT EXECUTE FUNCTION "announce_access_change"();
CREATE TRIGGER "announce_access_change" AFTER INSERT OR UPDATE OR DELETE ON "document_groups"
    FOR EACH STATEMENT EXECUTE FUNCTION "announce_access_change"();
CREATE TRIGGER "announce_access_change" AFTER UPDATE OF "restricted", "collection_id" ON "documents"
    FOR EACH STATEMENT EXECUTE FUNCTION "announce_access_change"();
CREATE TRIGGER "announce_access_change" AFTER UPDATE OF "disabled_at", "role_name" OR DELETE ON "users"
    FOR EACH STATEMENT EXECUTE FUNCTION "announce_access_change"();
CREATE TRIGGER "announce_access_change" AFTER UPDATE OF "permissions" OR DELETE ON "roles"
    FOR EACH STATEMENT EXECUTE FUNCTION "announce_access_change"();
CREATE TRIGGER "announce_access_change" AFTER DELETE ON "sessions"
    FOR EACH STATEMENT EXECUTE FUNCTION "announce_access_change"();
CREATE TRIGGER "announce_access_change" AFTER UPDATE OF "revoked_at" OR DELETE ON "api_keys"
    FOR EACH STATEMENT EXECUTE FUNCTION "announce_access_change"();

-- Row-level security: the access rule once more, below the application. A transaction that works for a user sets
-- `sarvanom.actor` to the user's id and sees what that user may see, whatever its statements ask for; one that sets nothing
-- is the system's (migrations, jobs, signing in). Membership tables have no policies of their own: the policies read them.
-- FORCE, because the application owns the tables.
CREATE FUNCTION "sarvanom_actor"() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT nullif(current_setting('sarvanom.actor', true), '')
$$;

CREATE FUNCTION "sarvanom_collections"(levels member_level[]) RETURNS SETOF text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT m.collection_id FROM collection_members m
    WHERE m.user_id = sarvanom_actor() AND m.level = ANY (levels)
    UNION ALL
    SELECT c.collection_id FROM collection_groups c JOIN group_members g ON g.group_id = c.group_id
    WHERE g.user_id = sarvanom_actor() AND c.level = ANY (levels)
$$;

CREATE FUNCTION "sarvanom_granted_documents"() RETURNS SETOF text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT u.document_id FROM document_users u WHERE u.user_id = sarvanom_actor()
    UNION ALL
    SELECT d.document_id FROM document_groups d JOIN group_members g ON g.group_id = d.group_id
    WHERE g.user_id = sarvanom_actor()
$$;

-- The sub-selects do not depend on the row: each is evaluated once a statement, and its result hashed.
CREATE POLICY "readable" ON "collections" FOR SELECT USING (
    (SELECT sarvanom_actor()) IS NULL
    OR "id" IN (SELECT sarvanom_collections('{owner,editor,viewer}')));
CREATE POLICY "system_adds" ON "collections" FOR INSERT WITH CHECK ((SELECT sarvanom_actor()) IS NULL);
CREATE POLICY "owner_changes" ON "collections" FOR UPDATE USING (
    (SELECT sarvanom_actor()) IS NULL OR "id" IN (SELECT sarvanom_collections('{owner}')));
CREATE POLICY "owner_deletes" ON "collections" FOR DELETE USING (
    (SELECT sarvanom_actor()) IS NULL OR "id" IN (SELECT sarvanom_collections('{owner}')));

CREATE POLICY "readable" ON "documents" FOR SELECT USING (
    (SELECT sarvanom_actor()) IS NULL
    OR ("collection_id" IN (SELECT sarvanom_collections('{owner,editor,viewer}'))
        AND (NOT "restricted"
             OR "collection_id" IN (SELECT sarvanom_collections('{owner,editor}'))
             OR "id" IN (SELECT sarvanom_granted_documents()))));
CREATE POLICY "editor_adds" ON "documents" FOR INSERT WITH CHECK (
    (SELECT sarvanom_actor()) IS NULL
    OR "collection_id" IN (SELECT sarvanom_collections('{owner,editor}')));
CREATE POLICY "editor_changes" ON "documents" FOR UPDATE USING (
    (SELECT sarvanom_actor()) IS NULL
    OR "collection_id" IN (SELECT sarvanom_collections('{owner,editor}')));
CREATE POLICY "editor_deletes" ON "documents" FOR DELETE USING (
    (SELECT sarvanom_actor()) IS NULL
    OR "collection_id" IN (SELECT sarvanom_collections('{owner,editor}')));

-- What is derived follows what it is derived from: the sub-query stands under that table's own policy.
CREATE POLICY "readable" ON "document_versions" FOR SELECT USING (
    (SELECT sarvanom_actor()) IS NULL
    OR EXISTS (SELECT 1 FROM "documents" d WHERE d."id" = "document_versions"."document_id"));
CREATE POLICY "editor_writes" ON "document_versions" FOR ALL USING (
    (SELECT sarvanom_actor()) IS NULL
    OR EXISTS (SELECT 1 FROM "documents" d WHERE d."id" = "document_versions"."document_id"
               AND d."collection_id" IN (SELECT sarvanom_collections('{owner,editor}'))));
CREATE POLICY "readable" ON "chunks" FOR SELECT USING (
    (SELECT sarvanom_actor()) IS NULL
    OR EXISTS (SELECT 1 FROM "documents" d WHERE d."id" = "chunks"."document_id"));
CREATE POLICY "editor_writes" ON "chunks" FOR ALL USING (
    (SELECT sarvanom_actor()) IS NULL
    OR EXISTS (SELECT 1 FROM "documents" d WHERE d."id" = "chunks"."document_id"
               AND d."collection_id" IN (SELECT sarvanom_collections('{owner,editor}'))));

CREATE POLICY "own" ON "threads" USING ((SELECT sarvanom_actor()) IS NULL OR "user_id" = (SELECT sarvanom_actor()));
CREATE POLICY "own" ON "queries" USING ((SELECT sarvanom_actor()) IS NULL OR "user_id" = (SELECT sarvanom_actor()));
CREATE POLICY "own" ON "feedback" USING ((SELECT sarvanom_actor()) IS NULL OR "user_id" = (SELECT sarvanom_actor()));
CREATE POLICY "own" ON "agents" USING ((SELECT sarvanom_actor()) IS NULL OR "owner_id" = (SELECT sarvanom_actor()));
CREATE POLICY "own" ON "idempotency_keys"
    USING ((SELECT sarvanom_actor()) IS NULL OR "user_id" = (SELECT sarvanom_actor()));
CREATE POLICY "own" ON "runs" USING (
    (SELECT sarvanom_actor()) IS NULL OR EXISTS (SELECT 1 FROM "queries" q WHERE q."id" = "runs"."query_id"));
CREATE POLICY "own" ON "run_events" USING (
    (SELECT sarvanom_actor()) IS NULL OR EXISTS (SELECT 1 FROM "runs" r WHERE r."id" = "run_events"."run_id"));
CREATE POLICY "own" ON "run_steps" USING (
    (SELECT sarvanom_actor()) IS NULL OR EXISTS (SELECT 1 FROM "runs" r WHERE r."id" = "run_steps"."run_id"));
CREATE POLICY "own" ON "run_documents" USING (
    (SELECT sarvanom_actor()) IS NULL OR EXISTS (SELECT 1 FROM "runs" r WHERE r."id" = "run_documents"."run_id"));
CREATE POLICY "own" ON "agent_runs" USING (
    (SELECT sarvanom_actor()) IS NULL OR EXISTS (SELECT 1 FROM "runs" r WHERE r."id" = "agent_runs"."run_id"));
CREATE POLICY "own" ON "answers" USING (
    (SELECT sarvanom_actor()) IS NULL OR EXISTS (SELECT 1 FROM "runs" r WHERE r."id" = "answers"."run_id"));
CREATE POLICY "own" ON "claims" USING (
    (SELECT sarvanom_actor()) IS NULL OR EXISTS (SELECT 1 FROM "answers" a WHERE a."id" = "claims"."answer_id"));
CREATE POLICY "own" ON "citations" USING (
    (SELECT sarvanom_actor()) IS NULL OR EXISTS (SELECT 1 FROM "claims" c WHERE c."id" = "citations"."claim_id"));

ALTER TABLE "collections" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "documents" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "document_versions" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "chunks" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "threads" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "queries" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "feedback" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "agents" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "idempotency_keys" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "runs" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "run_events" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "run_steps" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "run_documents" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "agent_runs" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "answers" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "claims" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "citations" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

-- Only rows of before get a made-up id; every other one comes with its own.
ALTER TABLE "sessions" ALTER COLUMN "id" DROP DEFAULT;
