-- AlterTable
ALTER TABLE "runs" ADD COLUMN     "parent_span_id" TEXT,
ADD COLUMN     "trace_id" TEXT;

-- CreateTable
CREATE TABLE "log_entries" (
    "id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "level" SMALLINT NOT NULL,
    "message" TEXT NOT NULL,
    "fields" JSONB NOT NULL DEFAULT '{}',
    "request_id" TEXT,
    "run_id" TEXT,
    "trace_id" TEXT,
    "server_id" TEXT NOT NULL,

    CONSTRAINT "log_entries_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "log_entries_at_id_idx" ON "log_entries"("at", "id");



-- Nobody's rows: only the system reads them, after it has looked at who asks.
CREATE POLICY "system_only" ON "log_entries" USING ((SELECT sarvanom_actor()) IS NULL);
ALTER TABLE "log_entries" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
