-- CreateEnum
CREATE TYPE "health_status" AS ENUM ('off', 'ok', 'degraded', 'failed');

-- CreateTable
CREATE TABLE "servers" (
    "id" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "servers_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "health_samples" (
    "server_id" TEXT NOT NULL,
    "check" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "status" "health_status" NOT NULL,
    "latency_ms" REAL NOT NULL,
    "message" TEXT NOT NULL,

    CONSTRAINT "health_samples_pkey" PRIMARY KEY ("server_id","check","at")
);

-- CreateIndex
CREATE INDEX "servers_last_seen_at_idx" ON "servers"("last_seen_at");

-- CreateIndex
CREATE INDEX "health_samples_at_idx" ON "health_samples"("at");

-- AddForeignKey
ALTER TABLE "health_samples" ADD CONSTRAINT "health_samples_server_id_fkey" FOREIGN KEY ("server_id") REFERENCES "servers"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- About the installation, nobody's own: in a user's name neither table is there. The status page reads them in the system's
-- name, after the access table has decided.
CREATE POLICY "system" ON "servers" USING ((SELECT sarvanom_actor()) IS NULL);
CREATE POLICY "system" ON "health_samples" USING ((SELECT sarvanom_actor()) IS NULL);
ALTER TABLE "servers" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "health_samples" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
