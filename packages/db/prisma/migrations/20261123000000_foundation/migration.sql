-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "member_level" AS ENUM ('owner', 'editor', 'viewer');

-- CreateEnum
CREATE TYPE "document_status" AS ENUM ('queued', 'parsing', 'chunking', 'embedding', 'indexed', 'failed');

-- CreateEnum
CREATE TYPE "index_status" AS ENUM ('building', 'active', 'retired');

-- CreateEnum
CREATE TYPE "query_mode" AS ENUM ('quick', 'standard', 'research');

-- CreateEnum
CREATE TYPE "run_status" AS ENUM ('pending', 'running', 'completed', 'failed', 'cancelled');

-- CreateEnum
CREATE TYPE "answer_kind" AS ENUM ('generated', 'extractive', 'none');

-- CreateEnum
CREATE TYPE "verdict" AS ENUM ('supported', 'contradicted', 'not_found');

-- CreateEnum
CREATE TYPE "rating" AS ENUM ('up', 'down');

-- CreateEnum
CREATE TYPE "agent_run_trigger" AS ENUM ('manual', 'schedule');

-- CreateEnum
CREATE TYPE "audit_result" AS ENUM ('success', 'denied', 'failed');

-- CreateTable
CREATE TABLE "roles" (
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "permissions" TEXT[],
    "built_in" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "roles_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "users" (
    "id" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "role_name" TEXT NOT NULL,
    "disabled_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "credentials" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "secret_hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "credentials_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sessions" (
    "id_hash" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "user_agent" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id_hash")
);

-- CreateTable
CREATE TABLE "collections" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "created_by_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "collections_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "collection_members" (
    "collection_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "level" "member_level" NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "collection_members_pkey" PRIMARY KEY ("collection_id","user_id")
);

-- CreateTable
CREATE TABLE "documents" (
    "id" TEXT NOT NULL,
    "collection_id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "external_id" TEXT,
    "identity" TEXT NOT NULL,
    "type" TEXT,
    "language" TEXT,
    "url" TEXT,
    "metadata" JSONB NOT NULL DEFAULT '{}',
    "date" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "status" "document_status" NOT NULL DEFAULT 'queued',
    "error_code" TEXT,
    "error_message" TEXT,
    "current_version_id" TEXT,
    "created_by_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "status_changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "documents_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "document_versions" (
    "id" TEXT NOT NULL,
    "document_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "content_hash" TEXT NOT NULL,
    "byte_size" BIGINT NOT NULL,
    "file_name" TEXT,
    "media_type" TEXT NOT NULL,
    "text" TEXT,
    "pages" JSONB NOT NULL DEFAULT '[]',
    "blocks" JSONB NOT NULL DEFAULT '[]',
    "warnings" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "chunk_count" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "indexed_at" TIMESTAMPTZ(3),

    CONSTRAINT "document_versions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "chunks" (
    "id" TEXT NOT NULL,
    "document_id" TEXT NOT NULL,
    "version_id" TEXT NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "page" INTEGER,
    "start_offset" INTEGER NOT NULL,
    "end_offset" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "language" TEXT,
    "headings" TEXT[] DEFAULT ARRAY[]::TEXT[],

    CONSTRAINT "chunks_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "index_versions" (
    "id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "status" "index_status" NOT NULL DEFAULT 'building',
    "embedder" TEXT NOT NULL,
    "dimensions" INTEGER NOT NULL DEFAULT 0,
    "chunk_count" INTEGER NOT NULL DEFAULT 0,
    "details" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "activated_at" TIMESTAMPTZ(3),

    CONSTRAINT "index_versions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "threads" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "threads_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "queries" (
    "id" TEXT NOT NULL,
    "thread_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "agent_id" TEXT,
    "question" TEXT NOT NULL,
    "mode" "query_mode" NOT NULL,
    "collection_ids" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "all_collections" BOOLEAN NOT NULL DEFAULT true,
    "status" "run_status" NOT NULL DEFAULT 'pending',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "completed_at" TIMESTAMPTZ(3),

    CONSTRAINT "queries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "runs" (
    "id" TEXT NOT NULL,
    "query_id" TEXT NOT NULL,
    "attempt" INTEGER NOT NULL DEFAULT 1,
    "status" "run_status" NOT NULL DEFAULT 'pending',
    "lease_owner" TEXT,
    "lease_until" TIMESTAMPTZ(3),
    "takeovers" INTEGER NOT NULL DEFAULT 0,
    "cancel_requested_at" TIMESTAMPTZ(3),
    "last_seq" INTEGER NOT NULL DEFAULT 0,
    "error_code" TEXT,
    "error_message" TEXT,
    "model_calls" INTEGER NOT NULL DEFAULT 0,
    "input_tokens" INTEGER NOT NULL DEFAULT 0,
    "output_tokens" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "completed_at" TIMESTAMPTZ(3),

    CONSTRAINT "runs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "run_events" (
    "run_id" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "type" TEXT NOT NULL,
    "payload" JSONB NOT NULL,

    CONSTRAINT "run_events_pkey" PRIMARY KEY ("run_id","seq")
);

-- CreateTable
CREATE TABLE "run_steps" (
    "run_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "result" JSONB NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "completed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "run_steps_pkey" PRIMARY KEY ("run_id","name")
);

-- CreateTable
CREATE TABLE "run_documents" (
    "run_id" TEXT NOT NULL,
    "document_id" TEXT NOT NULL,

    CONSTRAINT "run_documents_pkey" PRIMARY KEY ("run_id","document_id")
);

-- CreateTable
CREATE TABLE "answers" (
    "id" TEXT NOT NULL,
    "run_id" TEXT NOT NULL,
    "kind" "answer_kind" NOT NULL,
    "partial" BOOLEAN NOT NULL DEFAULT false,
    "model" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "answers_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "claims" (
    "id" TEXT NOT NULL,
    "answer_id" TEXT NOT NULL,
    "n" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "verdict" "verdict" NOT NULL,
    "confidence" DOUBLE PRECISION NOT NULL,
    "reason" TEXT NOT NULL,
    "withheld" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "claims_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "citations" (
    "id" TEXT NOT NULL,
    "claim_id" TEXT NOT NULL,
    "n" INTEGER NOT NULL,
    "document_id" TEXT NOT NULL,
    "chunk_id" TEXT NOT NULL,
    "page" INTEGER,
    "start_offset" INTEGER NOT NULL,
    "end_offset" INTEGER NOT NULL,
    "quote" TEXT NOT NULL,

    CONSTRAINT "citations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "agents" (
    "id" TEXT NOT NULL,
    "owner_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "instructions" TEXT NOT NULL DEFAULT '',
    "mode" "query_mode" NOT NULL DEFAULT 'standard',
    "collection_ids" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "all_collections" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "agents_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "agent_runs" (
    "id" TEXT NOT NULL,
    "agent_id" TEXT NOT NULL,
    "run_id" TEXT NOT NULL,
    "trigger" "agent_run_trigger" NOT NULL DEFAULT 'manual',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "agent_runs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "feedback" (
    "query_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "rating" "rating" NOT NULL,
    "comment" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "feedback_pkey" PRIMARY KEY ("query_id","user_id")
);

-- CreateTable
CREATE TABLE "audit_events" (
    "id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor_id" TEXT,
    "action" TEXT NOT NULL,
    "target_type" TEXT,
    "target_id" TEXT,
    "result" "audit_result" NOT NULL DEFAULT 'success',
    "address" TEXT,
    "detail" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "audit_events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "idempotency_keys" (
    "user_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "request_hash" TEXT NOT NULL,
    "response" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY ("user_id","key")
);

-- CreateTable
CREATE TABLE "settings" (
    "key" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "settings_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE UNIQUE INDEX "users_email_key" ON "users"("email");

-- CreateIndex
CREATE INDEX "users_role_name_idx" ON "users"("role_name");

-- CreateIndex
CREATE INDEX "users_created_at_id_idx" ON "users"("created_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "credentials_user_id_kind_key" ON "credentials"("user_id", "kind");

-- CreateIndex
CREATE INDEX "sessions_user_id_created_at_idx" ON "sessions"("user_id", "created_at");

-- CreateIndex
CREATE INDEX "sessions_expires_at_idx" ON "sessions"("expires_at");

-- CreateIndex
CREATE INDEX "collections_created_by_id_idx" ON "collections"("created_by_id");

-- CreateIndex
CREATE INDEX "collections_created_at_id_idx" ON "collections"("created_at", "id");

-- CreateIndex
CREATE INDEX "collection_members_user_id_level_idx" ON "collection_members"("user_id", "level");

-- CreateIndex
CREATE INDEX "documents_collection_id_created_at_id_idx" ON "documents"("collection_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "documents_collection_id_status_status_changed_at_idx" ON "documents"("collection_id", "status", "status_changed_at");

-- CreateIndex
CREATE INDEX "documents_created_by_id_idx" ON "documents"("created_by_id");

-- CreateIndex
CREATE UNIQUE INDEX "documents_collection_id_identity_key" ON "documents"("collection_id", "identity");

-- CreateIndex
CREATE UNIQUE INDEX "documents_id_current_version_id_key" ON "documents"("id", "current_version_id");

-- CreateIndex
CREATE INDEX "document_versions_content_hash_idx" ON "document_versions"("content_hash");

-- CreateIndex
CREATE UNIQUE INDEX "document_versions_document_id_number_key" ON "document_versions"("document_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "document_versions_document_id_id_key" ON "document_versions"("document_id", "id");

-- CreateIndex
CREATE INDEX "chunks_document_id_version_id_idx" ON "chunks"("document_id", "version_id");

-- CreateIndex
CREATE UNIQUE INDEX "chunks_version_id_ordinal_key" ON "chunks"("version_id", "ordinal");

-- CreateIndex
CREATE UNIQUE INDEX "chunks_document_id_id_key" ON "chunks"("document_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "index_versions_number_key" ON "index_versions"("number");

-- CreateIndex
CREATE INDEX "index_versions_status_idx" ON "index_versions"("status");

-- CreateIndex
CREATE INDEX "threads_user_id_updated_at_id_idx" ON "threads"("user_id", "updated_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "threads_id_user_id_key" ON "threads"("id", "user_id");

-- CreateIndex
CREATE INDEX "queries_user_id_created_at_id_idx" ON "queries"("user_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "queries_thread_id_created_at_idx" ON "queries"("thread_id", "created_at");

-- CreateIndex
CREATE INDEX "queries_agent_id_idx" ON "queries"("agent_id");

-- CreateIndex
CREATE INDEX "runs_status_lease_until_idx" ON "runs"("status", "lease_until");

-- CreateIndex
CREATE UNIQUE INDEX "runs_query_id_attempt_key" ON "runs"("query_id", "attempt");

-- CreateIndex
CREATE INDEX "run_steps_name_completed_at_idx" ON "run_steps"("name", "completed_at");

-- CreateIndex
CREATE INDEX "run_documents_document_id_idx" ON "run_documents"("document_id");

-- CreateIndex
CREATE UNIQUE INDEX "answers_run_id_key" ON "answers"("run_id");

-- CreateIndex
CREATE UNIQUE INDEX "claims_answer_id_n_key" ON "claims"("answer_id", "n");

-- CreateIndex
CREATE INDEX "citations_document_id_chunk_id_idx" ON "citations"("document_id", "chunk_id");

-- CreateIndex
CREATE UNIQUE INDEX "citations_claim_id_n_start_offset_key" ON "citations"("claim_id", "n", "start_offset");

-- CreateIndex
CREATE INDEX "agents_owner_id_created_at_id_idx" ON "agents"("owner_id", "created_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "agents_owner_id_name_key" ON "agents"("owner_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "agent_runs_run_id_key" ON "agent_runs"("run_id");

-- CreateIndex
CREATE INDEX "agent_runs_agent_id_created_at_id_idx" ON "agent_runs"("agent_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "feedback_user_id_idx" ON "feedback"("user_id");

-- CreateIndex
CREATE INDEX "audit_events_at_id_idx" ON "audit_events"("at", "id");

-- CreateIndex
CREATE INDEX "audit_events_actor_id_at_idx" ON "audit_events"("actor_id", "at");

-- CreateIndex
CREATE INDEX "audit_events_action_at_idx" ON "audit_events"("action", "at");

-- CreateIndex
CREATE INDEX "idempotency_keys_created_at_idx" ON "idempotency_keys"("created_at");

-- AddForeignKey
ALTER TABLE "users" ADD CONSTRAINT "users_role_name_fkey" FOREIGN KEY ("role_name") REFERENCES "roles"("name") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "credentials" ADD CONSTRAINT "credentials_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "collections" ADD CONSTRAINT "collections_created_by_id_fkey" FOREIGN KEY ("created_by_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "collection_members" ADD CONSTRAINT "collection_members_collection_id_fkey" FOREIGN KEY ("collection_id") REFERENCES "collections"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "collection_members" ADD CONSTRAINT "collection_members_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "documents" ADD CONSTRAINT "documents_collection_id_fkey" FOREIGN KEY ("collection_id") REFERENCES "collections"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "documents" ADD CONSTRAINT "documents_created_by_id_fkey" FOREIGN KEY ("created_by_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "documents" ADD CONSTRAINT "documents_id_current_version_id_fkey" FOREIGN KEY ("id", "current_version_id") REFERENCES "document_versions"("document_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "document_versions" ADD CONSTRAINT "document_versions_document_id_fkey" FOREIGN KEY ("document_id") REFERENCES "documents"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "chunks" ADD CONSTRAINT "chunks_document_id_fkey" FOREIGN KEY ("document_id") REFERENCES "documents"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "chunks" ADD CONSTRAINT "chunks_document_id_version_id_fkey" FOREIGN KEY ("document_id", "version_id") REFERENCES "document_versions"("document_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "threads" ADD CONSTRAINT "threads_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "queries" ADD CONSTRAINT "queries_thread_id_user_id_fkey" FOREIGN KEY ("thread_id", "user_id") REFERENCES "threads"("id", "user_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "queries" ADD CONSTRAINT "queries_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "queries" ADD CONSTRAINT "queries_agent_id_fkey" FOREIGN KEY ("agent_id") REFERENCES "agents"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "runs" ADD CONSTRAINT "runs_query_id_fkey" FOREIGN KEY ("query_id") REFERENCES "queries"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run_events" ADD CONSTRAINT "run_events_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run_steps" ADD CONSTRAINT "run_steps_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run_documents" ADD CONSTRAINT "run_documents_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run_documents" ADD CONSTRAINT "run_documents_document_id_fkey" FOREIGN KEY ("document_id") REFERENCES "documents"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "answers" ADD CONSTRAINT "answers_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "claims" ADD CONSTRAINT "claims_answer_id_fkey" FOREIGN KEY ("answer_id") REFERENCES "answers"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "citations" ADD CONSTRAINT "citations_claim_id_fkey" FOREIGN KEY ("claim_id") REFERENCES "claims"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "citations" ADD CONSTRAINT "citations_document_id_fkey" FOREIGN KEY ("document_id") REFERENCES "documents"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "citations" ADD CONSTRAINT "citations_document_id_chunk_id_fkey" FOREIGN KEY ("document_id", "chunk_id") REFERENCES "chunks"("document_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "agents" ADD CONSTRAINT "agents_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "agent_runs" ADD CONSTRAINT "agent_runs_agent_id_fkey" FOREIGN KEY ("agent_id") REFERENCES "agents"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "agent_runs" ADD CONSTRAINT "agent_runs_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "feedback" ADD CONSTRAINT "feedback_query_id_fkey" FOREIGN KEY ("query_id") REFERENCES "queries"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "feedback" ADD CONSTRAINT "feedback_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "idempotency_keys" ADD CONSTRAINT "idempotency_keys_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;



-- What Prisma's schema language cannot express.

ALTER TABLE "users"
    ADD CONSTRAINT "users_email_normal" CHECK ("email" = lower(btrim("email")) AND "email" LIKE '%_@_%'),
    ADD CONSTRAINT "users_name_not_blank" CHECK (btrim("name") <> '');

ALTER TABLE "sessions"
    ADD CONSTRAINT "sessions_within_absolute_limit" CHECK ("expires_at" <= "ends_at");

ALTER TABLE "collections"
    ADD CONSTRAINT "collections_name_not_blank" CHECK (btrim("name") <> '');

ALTER TABLE "documents"
    ADD CONSTRAINT "documents_error_iff_failed" CHECK (("status" = 'failed') = ("error_code" IS NOT NULL) AND ("error_code" IS NULL) = ("error_message" IS NULL)),
    ADD CONSTRAINT "documents_indexed_has_version" CHECK ("status" <> 'indexed' OR "current_version_id" IS NOT NULL),
    ADD CONSTRAINT "documents_identity_form" CHECK ("identity" LIKE 'external:_%' OR "identity" LIKE 'content:_%'),
    ADD CONSTRAINT "documents_metadata_is_object" CHECK (jsonb_typeof("metadata") = 'object');

ALTER TABLE "document_versions"
    ADD CONSTRAINT "document_versions_number_positive" CHECK ("number" > 0),
    ADD CONSTRAINT "document_versions_size" CHECK ("byte_size" >= 0),
    ADD CONSTRAINT "document_versions_indexed_has_text" CHECK ("indexed_at" IS NULL OR "text" IS NOT NULL);

ALTER TABLE "chunks"
    ADD CONSTRAINT "chunks_span" CHECK ("start_offset" >= 0 AND "end_offset" > "start_offset"),
    ADD CONSTRAINT "chunks_ordinal" CHECK ("ordinal" >= 0);

ALTER TABLE "citations"
    ADD CONSTRAINT "citations_span" CHECK ("start_offset" >= 0 AND "end_offset" > "start_offset"),
    ADD CONSTRAINT "citations_n_positive" CHECK ("n" > 0);

ALTER TABLE "claims"
    ADD CONSTRAINT "claims_n_positive" CHECK ("n" > 0),
    ADD CONSTRAINT "claims_confidence_range" CHECK ("confidence" BETWEEN 0 AND 1),
    ADD CONSTRAINT "claims_withheld_is_empty" CHECK (NOT "withheld" OR "text" = '');

ALTER TABLE "queries"
    ADD CONSTRAINT "queries_completed_iff_ended" CHECK (("status" IN ('completed', 'failed', 'cancelled')) = ("completed_at" IS NOT NULL));

ALTER TABLE "runs"
    ADD CONSTRAINT "runs_completed_iff_ended" CHECK (("status" IN ('completed', 'failed', 'cancelled')) = ("completed_at" IS NOT NULL)),
    ADD CONSTRAINT "runs_error_iff_failed" CHECK (("status" = 'failed') = ("error_code" IS NOT NULL)),
    ADD CONSTRAINT "runs_lease_pair" CHECK (("lease_owner" IS NULL) = ("lease_until" IS NULL)),
    ADD CONSTRAINT "runs_lease_while_running" CHECK (("status" = 'running') = ("lease_owner" IS NOT NULL));

ALTER TABLE "run_events"
    ADD CONSTRAINT "run_events_seq_positive" CHECK ("seq" > 0);

-- At most one index version is active and at most one is being built.
CREATE UNIQUE INDEX "index_versions_one_active" ON "index_versions" ("status") WHERE "status" = 'active';
CREATE UNIQUE INDEX "index_versions_one_building" ON "index_versions" ("status") WHERE "status" = 'building';

-- At most one run of a query is open.
CREATE UNIQUE INDEX "runs_one_open" ON "runs" ("query_id") WHERE "status" IN ('pending', 'running');

-- A collection without an owner could be neither shared nor deleted. Checked at commit, so that an owner may be replaced.
CREATE FUNCTION "collection_keeps_owner"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    checked text := CASE WHEN TG_TABLE_NAME = 'collections' THEN to_jsonb(NEW)->>'id' ELSE to_jsonb(OLD)->>'collection_id' END;
BEGIN
    IF EXISTS (SELECT 1 FROM "collections" WHERE "id" = checked)
       AND NOT EXISTS (SELECT 1 FROM "collection_members" WHERE "collection_id" = checked AND "level" = 'owner') THEN
        RAISE EXCEPTION '"collection_keeps_owner": collection % would have no owner', checked
            USING ERRCODE = 'check_violation', CONSTRAINT = 'collection_keeps_owner', TABLE = 'collection_members';
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER "collection_keeps_owner" AFTER INSERT ON "collections"
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "collection_keeps_owner"();
CREATE CONSTRAINT TRIGGER "collection_keeps_owner" AFTER UPDATE OR DELETE ON "collection_members"
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "collection_keeps_owner"();

-- The audit log only grows.
CREATE FUNCTION "audit_events_append_only"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit events cannot be changed or deleted'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'audit_events_append_only', TABLE = 'audit_events';
END
$$;
CREATE TRIGGER "audit_events_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit_events"
    FOR EACH STATEMENT EXECUTE FUNCTION "audit_events_append_only"();

INSERT INTO "roles" ("name", "description", "permissions", "built_in") VALUES
    ('administrator', 'Runs the installation', ARRAY['users:manage', 'roles:manage', 'audit:read', 'analytics:read', 'system:manage', 'evaluation:run', 'answers:review'], true),
    ('expert', 'May review verdicts', ARRAY['answers:review'], true),
    ('member', 'Adds documents and asks questions', ARRAY[]::text[], true),
    ('viewer', 'Asks questions', ARRAY[]::text[], true);
