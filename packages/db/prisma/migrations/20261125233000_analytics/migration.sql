-- AlterTable
ALTER TABLE "runs" ADD COLUMN     "answer_kind" "answer_kind",
ADD COLUMN     "contradicted" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "failed_agent" TEXT,
ADD COLUMN     "first_content_at" TIMESTAMPTZ(3),
ADD COLUMN     "latencies" BYTEA,
ADD COLUMN     "model" TEXT,
ADD COLUMN     "not_found" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "step_latencies" BYTEA,
ADD COLUMN     "supported" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "user_id" TEXT;

-- AlterTable
ALTER TABLE "users" ADD COLUMN     "number" SERIAL NOT NULL;

-- CreateTable
CREATE TABLE "document_uses" (
    "run_id" TEXT NOT NULL,
    "document_id" TEXT NOT NULL,
    "query_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    "claims" INTEGER NOT NULL,

    CONSTRAINT "document_uses_pkey" PRIMARY KEY ("run_id","document_id")
);

-- CreateTable
CREATE TABLE "document_months" (
    "month" TIMESTAMPTZ(3) NOT NULL,
    "document_id" TEXT NOT NULL,
    "claims" INTEGER NOT NULL,
    "answers" INTEGER NOT NULL,

    CONSTRAINT "document_months_pkey" PRIMARY KEY ("month","document_id")
);

-- CreateTable
CREATE TABLE "rolled_months" (
    "month" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "rolled_months_pkey" PRIMARY KEY ("month")
);

-- CreateTable
CREATE TABLE "question_buckets" (
    "collection_id" TEXT NOT NULL,
    "minutes" INTEGER NOT NULL,
    "bucket" TIMESTAMPTZ(3) NOT NULL,
    "questions" INTEGER NOT NULL,
    "up" INTEGER NOT NULL,
    "down" INTEGER NOT NULL,
    "askers" BYTEA NOT NULL,
    "low_rated" BYTEA NOT NULL,

    CONSTRAINT "question_buckets_pkey" PRIMARY KEY ("collection_id","minutes","bucket")
);

-- CreateTable
CREATE TABLE "run_buckets" (
    "collection_id" TEXT NOT NULL,
    "minutes" INTEGER NOT NULL,
    "bucket" TIMESTAMPTZ(3) NOT NULL,
    "model" TEXT NOT NULL,
    "answered" INTEGER NOT NULL,
    "unanswered" INTEGER NOT NULL,
    "failed" INTEGER NOT NULL,
    "cancelled" INTEGER NOT NULL,
    "supported" INTEGER NOT NULL,
    "contradicted" INTEGER NOT NULL,
    "not_found" INTEGER NOT NULL,
    "model_calls" INTEGER NOT NULL,
    "input_tokens" BIGINT NOT NULL,
    "output_tokens" BIGINT NOT NULL,
    "latencies" BYTEA NOT NULL,
    "step_latencies" BYTEA NOT NULL,
    "unanswered_askers" BYTEA NOT NULL,

    CONSTRAINT "run_buckets_pkey" PRIMARY KEY ("collection_id","minutes","bucket","model")
);

-- CreateTable
CREATE TABLE "bucket_marks" (
    "id" BIGSERIAL NOT NULL,
    "bucket" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "bucket_marks_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "searches" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "collection_ids" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "query" TEXT NOT NULL,
    "hits" INTEGER NOT NULL,
    "took_ms" INTEGER NOT NULL,
    "failed_lanes" TEXT[] DEFAULT ARRAY[]::TEXT[],

    CONSTRAINT "searches_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "document_uses_document_id_at_idx" ON "document_uses"("document_id", "at");

-- CreateIndex
CREATE INDEX "question_buckets_bucket_idx" ON "question_buckets"("bucket");

-- CreateIndex
CREATE INDEX "run_buckets_bucket_idx" ON "run_buckets"("bucket");

-- CreateIndex
CREATE INDEX "bucket_marks_bucket_idx" ON "bucket_marks"("bucket");

-- CreateIndex
CREATE INDEX "searches_user_id_at_id_idx" ON "searches"("user_id", "at", "id");

-- CreateIndex
CREATE INDEX "document_versions_indexed_at_idx" ON "document_versions"("indexed_at");

-- CreateIndex
CREATE INDEX "documents_created_at_idx" ON "documents"("created_at");

-- CreateIndex
CREATE INDEX "queries_created_at_id_idx" ON "queries"("created_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "users_number_key" ON "users"("number");

-- AddForeignKey
ALTER TABLE "document_uses" ADD CONSTRAINT "document_uses_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "document_uses" ADD CONSTRAINT "document_uses_document_id_fkey" FOREIGN KEY ("document_id") REFERENCES "documents"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "searches" ADD CONSTRAINT "searches_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;


-- What Prisma cannot express: indexes that answer by themselves, and those of ended runs alone, so that the many changes of a
-- run under way do not touch them.
CREATE INDEX "runs_ended" ON "runs" ("created_at", "id")
    INCLUDE ("user_id", "status", "answer_kind", "model", "supported", "contradicted", "not_found", "model_calls",
             "input_tokens", "output_tokens", "latencies", "step_latencies", "query_id", "completed_at")
    WHERE "completed_at" IS NOT NULL;
CREATE INDEX "runs_ended_of_user" ON "runs" ("user_id", "created_at")
    INCLUDE ("status", "answer_kind", "model", "supported", "contradicted", "not_found", "model_calls", "input_tokens",
             "output_tokens", "latencies", "step_latencies", "query_id", "id")
    WHERE "completed_at" IS NOT NULL;
CREATE INDEX "queries_in_time" ON "queries" ("created_at") INCLUDE ("id", "user_id", "collection_ids")
    WHERE "created_at" IS NOT NULL;
-- Questions that were limited to collections.
CREATE INDEX "queries_limited" ON "queries" ("user_id", "created_at") INCLUDE ("id", "collection_ids")
    WHERE NOT "all_collections";
CREATE INDEX "document_uses_in_time" ON "document_uses" ("at") INCLUDE ("document_id", "claims") WHERE "claims" > 0;
CREATE INDEX "document_uses_of_user" ON "document_uses" ("user_id", "at")
    INCLUDE ("document_id", "claims", "query_id", "run_id", "asked_at") WHERE "claims" > 0;
CREATE INDEX "documents_failed" ON "documents" ("status_changed_at") WHERE "status" = 'failed';
CREATE INDEX "searches_in_time" ON "searches" ("at") INCLUDE ("hits", "user_id") WHERE "hits" >= 0;
CREATE INDEX "searches_without_hits" ON "searches" ("at", "id") WHERE "hits" = 0;

-- A latency as one of 255 classes, each 6 % above the one before; 0 is not measured. Its middle is at most 3 % from what it
-- stands for, between 1 ms and 44 minutes. `core/analytics/latency.ts` reads them.
CREATE FUNCTION "latency_bin"(ms double precision) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN ms IS NULL THEN 0
                ELSE 1 + least(254, floor(ln(greatest(ms, 1)) / ln(1.06::double precision)))::integer END
$$;

CREATE FUNCTION "milliseconds_between"(began timestamptz, ended timestamptz) RETURNS double precision
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT extract(epoch FROM ended - began)::double precision * 1000
$$;

-- Every time zone of today differs from UTC by whole quarters of an hour, so that hours and days of each are made of these;
-- those of most zones are made of whole hours, of which there are fewer.
CREATE FUNCTION "quarter_hour"(at timestamptz) RETURNS timestamptz LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT date_bin('15 minutes', at, '1970-01-01 00:00:00+00'::timestamptz)
$$;

-- Writes down of ended runs what analytics counts, from what is stored of them. The agent that failed is the first without
-- a completed step, once one of them had begun.
CREATE FUNCTION "record_runs"(ids text[]) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO "document_uses" ("run_id", "document_id", "query_id", "user_id", "at", "asked_at", "claims")
    SELECT r."id", t."document_id", r."query_id", q."user_id", r."created_at", q."created_at", count(DISTINCT t."claim_id")
    FROM "runs" r JOIN "queries" q ON q."id" = r."query_id" JOIN "answers" a ON a."run_id" = r."id"
    JOIN "claims" c ON c."answer_id" = a."id" JOIN "citations" t ON t."claim_id" = c."id"
    WHERE r."id" = ANY (ids)
    GROUP BY r."id", t."document_id", q."id"
    ON CONFLICT DO NOTHING;

    RETURN QUERY
    UPDATE "runs" r SET
        "first_content_at" = f.first_content_at,
        "answer_kind" = f.kind,
        "model" = f.model,
        "supported" = f.supported,
        "contradicted" = f.contradicted,
        "not_found" = f.not_found,
        "failed_agent" = ('{planner,retriever,synthesizer,fact-checker,citer}'::text[])[f.failed],
        "latencies" = CASE WHEN r."status" = 'completed' THEN set_byte(set_byte('\x0000'::bytea,
            0, latency_bin(milliseconds_between(r."created_at", r."completed_at"))),
            1, latency_bin(milliseconds_between(r."created_at", f.first_content_at))) END,
        "step_latencies" = set_byte(set_byte(set_byte(set_byte(set_byte(set_byte('\x000000000000'::bytea,
            0, latency_bin(f.plan)), 1, latency_bin(f.retrieve)), 2, latency_bin(f.synthesize)),
            3, latency_bin(f.fact_check)), 4, latency_bin(f.cite)), 5, coalesce(f.failed, 0))
    FROM (
        SELECT x."id" AS run_id, e.first_content_at, a."kind", a."model", c.*, s.*,
            CASE WHEN x."status" = 'failed' AND e.begun THEN
                CASE WHEN s.plan IS NULL THEN 1 WHEN s.retrieve IS NULL THEN 2 WHEN s.synthesize IS NULL THEN 3
                     WHEN s.fact_check IS NULL THEN 4 WHEN s.cite IS NULL THEN 5 END END AS failed
        FROM "runs" x
        LEFT JOIN "answers" a ON a."run_id" = x."id"
        CROSS JOIN LATERAL (
            SELECT count(*) FILTER (WHERE "verdict" = 'supported')::int AS supported,
                count(*) FILTER (WHERE "verdict" = 'contradicted')::int AS contradicted,
                count(*) FILTER (WHERE "verdict" = 'not_found')::int AS not_found
            FROM "claims" WHERE "answer_id" = a."id") c
        CROSS JOIN LATERAL (
            SELECT min("at") FILTER (WHERE "type" IN ('text', 'claim')) AS first_content_at,
                bool_or("type" = 'status') AS begun
            FROM "run_events" WHERE "run_id" = x."id") e
        CROSS JOIN LATERAL (
            SELECT max(ms) FILTER (WHERE "name" = 'plan') AS plan,
                max(ms) FILTER (WHERE "name" = 'retrieve') AS retrieve,
                max(ms) FILTER (WHERE "name" = 'synthesize') AS synthesize,
                max(ms) FILTER (WHERE "name" = 'fact-check') AS fact_check,
                max(ms) FILTER (WHERE "name" = 'cite') AS cite
            FROM (SELECT "name", milliseconds_between("started_at", "completed_at") AS ms
                  FROM "run_steps" WHERE "run_id" = x."id") done) s
        WHERE x."id" = ANY (ids)
    ) f
    WHERE r."id" = f.run_id
    RETURNING r."query_id";
END
$$;

-- Rows of before.
UPDATE "runs" r SET "user_id" = q."user_id" FROM "queries" q WHERE q."id" = r."query_id";
DO $$ BEGIN PERFORM record_runs(ARRAY(SELECT "id" FROM "runs" WHERE "completed_at" IS NOT NULL)); END $$;
INSERT INTO "bucket_marks" ("bucket")
    SELECT quarter_hour("created_at") FROM "queries" UNION SELECT quarter_hour("created_at") FROM "runs";

-- A run is found by whose it is without its query.
CREATE FUNCTION "run_has_user"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW."user_id" := (SELECT "user_id" FROM "queries" WHERE "id" = NEW."query_id");
    RETURN NEW;
END
$$;
CREATE TRIGGER "run_has_user" BEFORE INSERT ON "runs" FOR EACH ROW EXECUTE FUNCTION "run_has_user"();

-- Triggers mark the quarters of an hour whose sums no longer hold. They only ever add marks: nobody waits for anybody, and a
-- mark of a transaction that ends after the sums were made is still there.
CREATE FUNCTION "mark_query"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO "bucket_marks" ("bucket")
        VALUES (quarter_hour(CASE TG_OP WHEN 'DELETE' THEN OLD."created_at" ELSE NEW."created_at" END));
    RETURN NULL;
END
$$;
CREATE TRIGGER "mark_query" AFTER INSERT OR DELETE ON "queries" FOR EACH ROW EXECUTE FUNCTION "mark_query"();

-- The question's own quarter too: which collections it counts for depends on what its runs cite.
CREATE FUNCTION "mark_run"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed record := CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
BEGIN
    INSERT INTO "bucket_marks" ("bucket")
        SELECT quarter_hour(changed.created_at)
        UNION SELECT quarter_hour("created_at") FROM "queries" WHERE "id" = changed.query_id;
    RETURN NULL;
END
$$;
CREATE TRIGGER "mark_run" AFTER UPDATE OF "completed_at", "answer_kind" ON "runs"
    FOR EACH ROW WHEN (NEW."completed_at" IS NOT NULL) EXECUTE FUNCTION "mark_run"();
CREATE TRIGGER "mark_new_run" AFTER INSERT ON "runs"
    FOR EACH ROW WHEN (NEW."completed_at" IS NOT NULL) EXECUTE FUNCTION "mark_run"();
CREATE TRIGGER "mark_deleted_run" AFTER DELETE ON "runs"
    FOR EACH ROW WHEN (OLD."completed_at" IS NOT NULL) EXECUTE FUNCTION "mark_run"();

CREATE FUNCTION "mark_feedback"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO "bucket_marks" ("bucket") SELECT quarter_hour("created_at") FROM "queries"
        WHERE "id" = CASE TG_OP WHEN 'DELETE' THEN OLD."query_id" ELSE NEW."query_id" END;
    RETURN NULL;
END
$$;
CREATE TRIGGER "mark_feedback" AFTER INSERT OR UPDATE OF "rating" OR DELETE ON "feedback"
    FOR EACH ROW EXECUTE FUNCTION "mark_feedback"();

CREATE FUNCTION "mark_use"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO "bucket_marks" ("bucket")
        SELECT quarter_hour(OLD."at") UNION SELECT quarter_hour(OLD."asked_at");
    RETURN NULL;
END
$$;
CREATE TRIGGER "mark_use" AFTER DELETE ON "document_uses" FOR EACH ROW EXECUTE FUNCTION "mark_use"();

CREATE FUNCTION "mark_moved_document"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO "bucket_marks" ("bucket")
        SELECT quarter_hour("at") FROM "document_uses" WHERE "document_id" = NEW."id"
        UNION SELECT quarter_hour("asked_at") FROM "document_uses" WHERE "document_id" = NEW."id";
    RETURN NULL;
END
$$;
CREATE TRIGGER "mark_moved_document" AFTER UPDATE OF "collection_id" ON "documents"
    FOR EACH ROW WHEN (OLD."collection_id" <> NEW."collection_id") EXECUTE FUNCTION "mark_moved_document"();

-- Rows of one person are that person's; sums over everybody are the system's.
CREATE POLICY "own" ON "searches" USING ((SELECT sarvanom_actor()) IS NULL OR "user_id" = (SELECT sarvanom_actor()));
CREATE POLICY "system" ON "document_uses" USING ((SELECT sarvanom_actor()) IS NULL);
CREATE POLICY "system" ON "document_months" USING ((SELECT sarvanom_actor()) IS NULL);
CREATE POLICY "system" ON "rolled_months" USING ((SELECT sarvanom_actor()) IS NULL);
CREATE POLICY "system" ON "question_buckets" USING ((SELECT sarvanom_actor()) IS NULL);
CREATE POLICY "system" ON "run_buckets" USING ((SELECT sarvanom_actor()) IS NULL);
-- A change in anybody's name leaves its mark.
CREATE POLICY "system" ON "bucket_marks" USING ((SELECT sarvanom_actor()) IS NULL) WITH CHECK (true);
ALTER TABLE "searches" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "document_uses" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "document_months" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "rolled_months" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "question_buckets" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "run_buckets" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "bucket_marks" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
