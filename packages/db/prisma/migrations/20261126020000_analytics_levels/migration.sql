-- A use knows the collection of its document: which collections an answer counts for is found without the documents.
-- All rows change: without indexes in a fraction of the time.
DROP INDEX "document_uses_document_id_at_idx", "document_uses_of_user", "document_uses_in_time";
ALTER TABLE "document_uses" ADD COLUMN "collection_id" TEXT;
UPDATE "document_uses" u SET "collection_id" = d."collection_id" FROM "documents" d WHERE d."id" = u."document_id";
ALTER TABLE "document_uses" ALTER COLUMN "collection_id" SET NOT NULL;
CREATE INDEX "document_uses_of_document" ON "document_uses" ("document_id", "at") INCLUDE ("claims")
    WHERE "document_id" IS NOT NULL;
CREATE INDEX "document_uses_in_time" ON "document_uses" ("at") INCLUDE ("document_id", "claims") WHERE "claims" > 0;
CREATE INDEX "document_uses_of_user" ON "document_uses" ("user_id", "at") INCLUDE ("document_id", "claims") WHERE "claims" > 0;
CREATE INDEX "document_uses_of_user_in_collection" ON "document_uses" ("user_id", "collection_id", "at")
    INCLUDE ("query_id", "run_id", "asked_at") WHERE "claims" > 0;
-- One person's searches are counted from the index alone as well.
DROP INDEX "searches_user_id_at_id_idx", "searches_in_time";
CREATE INDEX "searches_of_user" ON "searches" ("user_id", "at", "id") INCLUDE ("hits", "collection_ids")
    WHERE "user_id" IS NOT NULL;
CREATE INDEX "searches_in_time" ON "searches" ("at") INCLUDE ("hits", "user_id", "collection_ids") WHERE "hits" >= 0;

-- Lists of questions need to know which run of a question was the last.
DROP INDEX "runs_ended", "runs_ended_of_user";
CREATE INDEX "runs_ended" ON "runs" ("created_at", "id")
    INCLUDE ("user_id", "status", "answer_kind", "model", "supported", "contradicted", "not_found", "model_calls",
             "input_tokens", "output_tokens", "latencies", "step_latencies", "query_id", "attempt")
    WHERE "completed_at" IS NOT NULL;
CREATE INDEX "runs_ended_of_user" ON "runs" ("user_id", "created_at")
    INCLUDE ("status", "answer_kind", "model", "supported", "contradicted", "not_found", "model_calls", "input_tokens",
             "output_tokens", "latencies", "step_latencies", "query_id", "id", "attempt")
    WHERE "completed_at" IS NOT NULL;

-- A rating changes no use of a document, so that a month of these still holds.
ALTER TABLE "bucket_marks" ADD COLUMN "uses" BOOLEAN NOT NULL DEFAULT true;
CREATE OR REPLACE FUNCTION "mark_query"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO "bucket_marks" ("bucket", "uses")
        VALUES (quarter_hour(CASE TG_OP WHEN 'DELETE' THEN OLD."created_at" ELSE NEW."created_at" END), false);
    RETURN NULL;
END
$$;
CREATE OR REPLACE FUNCTION "mark_feedback"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO "bucket_marks" ("bucket", "uses") SELECT quarter_hour("created_at"), false FROM "queries"
        WHERE "id" = CASE TG_OP WHEN 'DELETE' THEN OLD."query_id" ELSE NEW."query_id" END;
    RETURN NULL;
END
$$;

-- In the system's name, whoever moved it: uses are the system's.
CREATE OR REPLACE FUNCTION "mark_moved_document"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    actor text := current_setting('sarvanom.actor', true);
BEGIN
    PERFORM set_config('sarvanom.actor', '', true);
    UPDATE "document_uses" SET "collection_id" = NEW."collection_id" WHERE "document_id" = NEW."id";
    INSERT INTO "bucket_marks" ("bucket")
        SELECT quarter_hour("at") FROM "document_uses" WHERE "document_id" = NEW."id"
        UNION SELECT quarter_hour("asked_at") FROM "document_uses" WHERE "document_id" = NEW."id";
    PERFORM set_config('sarvanom.actor', coalesce(actor, ''), true);
    RETURN NULL;
END
$$;

-- Writes down of ended runs what analytics counts, from what is stored of them. The agent that failed is the first without
-- a completed step, once one of them had begun.
CREATE OR REPLACE FUNCTION "record_runs"(ids text[]) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO "document_uses" ("run_id", "document_id", "collection_id", "query_id", "user_id", "at", "asked_at", "claims")
    SELECT r."id", d."id", d."collection_id", r."query_id", q."user_id", r."created_at", q."created_at", count(DISTINCT t."claim_id")
    FROM "runs" r JOIN "queries" q ON q."id" = r."query_id" JOIN "answers" a ON a."run_id" = r."id"
    JOIN "claims" c ON c."answer_id" = a."id" JOIN "citations" t ON t."claim_id" = c."id"
    JOIN "documents" d ON d."id" = t."document_id"
    WHERE r."id" = ANY (ids)
    GROUP BY r."id", d."id", q."id"
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

-- There are sums of days and of searches from now on, and what models wrote has sums of its own, so that those of runs are one row
-- for each bucket: everything that was summed up is summed up again.
INSERT INTO "bucket_marks" ("bucket", "uses")
    SELECT "bucket", false FROM "question_buckets" WHERE "minutes" = 15
    UNION SELECT "bucket", false FROM "run_buckets" WHERE "minutes" = 15
    UNION SELECT quarter_hour("at"), false FROM "searches";

DROP TABLE "run_buckets";
CREATE TABLE "run_buckets" (
    "collection_id" TEXT NOT NULL,
    "minutes" INTEGER NOT NULL,
    "bucket" TIMESTAMPTZ(3) NOT NULL,
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

    CONSTRAINT "run_buckets_pkey" PRIMARY KEY ("collection_id","minutes","bucket")
);
CREATE TABLE "model_buckets" (
    "collection_id" TEXT NOT NULL,
    "minutes" INTEGER NOT NULL,
    "bucket" TIMESTAMPTZ(3) NOT NULL,
    "model" TEXT NOT NULL,
    "answers" INTEGER NOT NULL,
    "input_tokens" BIGINT NOT NULL,
    "output_tokens" BIGINT NOT NULL,

    CONSTRAINT "model_buckets_pkey" PRIMARY KEY ("collection_id","minutes","bucket","model")
);
CREATE TABLE "search_buckets" (
    "collection_id" TEXT NOT NULL,
    "minutes" INTEGER NOT NULL,
    "bucket" TIMESTAMPTZ(3) NOT NULL,
    "searches" INTEGER NOT NULL,
    "without_hits" INTEGER NOT NULL,

    CONSTRAINT "search_buckets_pkey" PRIMARY KEY ("collection_id","minutes","bucket")
);
CREATE INDEX "run_buckets_bucket_idx" ON "run_buckets"("bucket");
CREATE INDEX "model_buckets_bucket_idx" ON "model_buckets"("bucket");
CREATE INDEX "search_buckets_bucket_idx" ON "search_buckets"("bucket");
CREATE POLICY "system" ON "run_buckets" USING ((SELECT sarvanom_actor()) IS NULL);
CREATE POLICY "system" ON "model_buckets" USING ((SELECT sarvanom_actor()) IS NULL);
CREATE POLICY "system" ON "search_buckets" USING ((SELECT sarvanom_actor()) IS NULL);
ALTER TABLE "run_buckets" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "model_buckets" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "search_buckets" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

-- Searches come and go many at a time.
CREATE FUNCTION "mark_searches"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO "bucket_marks" ("bucket", "uses") SELECT DISTINCT quarter_hour("at"), false FROM changed;
    RETURN NULL;
END
$$;
CREATE TRIGGER "mark_new_searches" AFTER INSERT ON "searches" REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION "mark_searches"();
CREATE TRIGGER "mark_deleted_searches" AFTER DELETE ON "searches" REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION "mark_searches"();

-- Uses of documents by whole years as well: of two years there are fewer rows to read. Summed up anew by the job.
DROP TABLE "document_months", "rolled_months";
CREATE TABLE "document_sums" (
    "months" INTEGER NOT NULL,
    "begins" TIMESTAMPTZ(3) NOT NULL,
    "document_id" TEXT NOT NULL,
    "claims" INTEGER NOT NULL,
    "answers" INTEGER NOT NULL,

    CONSTRAINT "document_sums_pkey" PRIMARY KEY ("months","begins","document_id")
);
CREATE TABLE "document_sums_made" (
    "months" INTEGER NOT NULL,
    "begins" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "document_sums_made_pkey" PRIMARY KEY ("months","begins")
);
CREATE POLICY "system" ON "document_sums" USING ((SELECT sarvanom_actor()) IS NULL);
CREATE POLICY "system" ON "document_sums_made" USING ((SELECT sarvanom_actor()) IS NULL);
ALTER TABLE "document_sums" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "document_sums_made" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
