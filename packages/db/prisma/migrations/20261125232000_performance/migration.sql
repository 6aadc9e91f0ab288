-- CreateEnum
CREATE TYPE "slow_spot_kind" AS ENUM ('statement', 'stall');

-- AlterTable
ALTER TABLE "run_steps" ADD COLUMN     "spans" JSONB NOT NULL DEFAULT '[]';

-- AlterTable
ALTER TABLE "runs" ADD COLUMN     "taken_up_at" TIMESTAMPTZ(3)[] DEFAULT ARRAY[]::TIMESTAMPTZ(3)[];

-- CreateTable
CREATE TABLE "slow_spots" (
    "id" TEXT NOT NULL,
    "kind" "slow_spot_kind" NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "detail" TEXT,
    "detail_at" TIMESTAMPTZ(3),
    "count" INTEGER NOT NULL,
    "total_ms" DOUBLE PRECISION NOT NULL,
    "worst_ms" DOUBLE PRECISION NOT NULL,
    "worst_at" TIMESTAMPTZ(3) NOT NULL,
    "first_at" TIMESTAMPTZ(3) NOT NULL,
    "last_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "slow_spots_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "slow_spots_kind_fingerprint_key" ON "slow_spots"("kind", "fingerprint");


-- CreateIndex
CREATE INDEX "runs_completed_at_idx" ON "runs"("completed_at");

-- Statements and stacks of the whole installation: no user's name reads or writes them.
CREATE POLICY "system" ON "slow_spots" USING ((SELECT sarvanom_actor()) IS NULL);
ALTER TABLE "slow_spots" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

-- The slowest completed runs of a long period, found without sorting them all; those of a short one by `completed_at`.
CREATE INDEX "runs_slowest" ON "runs" (("completed_at" - "created_at") DESC) WHERE "status" = 'completed';
