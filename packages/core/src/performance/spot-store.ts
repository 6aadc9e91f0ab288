import { randomUUID } from 'node:crypto'
import type { Database } from '@sarvanom/db'
import type { SlowSpotKind } from './schema.ts'

/** Occurrences of one slow spot that are not stored yet. */
export interface Spot {
  kind: SlowSpotKind
  fingerprint: string
  text: string
  detail: string | undefined
  detailAt: Date | undefined
  count: number
  totalMs: number
  worstMs: number
  worstAt: Date
  firstAt: Date
  lastAt: Date
}

/** Of each kind the worst so many are kept, and each for so long after it was last seen. */
export const keptOfEachKind = 200
const keptDays = 30

/** Two counts of the same spot as one. */
export function addSpots(a: Spot, b: Spot): Spot {
  const worst = b.worstMs > a.worstMs ? b : a
  const [first, last] = a.firstAt < b.firstAt ? [a, b] : [b, a]
  const withDetail = b.detail === undefined ? a : b
  return {
    ...a,
    detail: withDetail.detail,
    detailAt: withDetail.detailAt,
    count: a.count + b.count,
    totalMs: a.totalMs + b.totalMs,
    worstMs: worst.worstMs,
    worstAt: worst.worstAt,
    firstAt: first.firstAt,
    lastAt: last.lastAt,
  }
}

/** Adds to what is stored, in one statement, and drops what is beyond the bounds. */
export async function storeSpots({ pool }: Pick<Database, 'pool'>, spots: readonly Spot[], now: Date): Promise<void> {
  // in one order for all servers, or two could wait for each other
  const rows = spots
    .map((spot) => ({ ...spot, id: randomUUID(), detail: spot.detail ?? null, detailAt: spot.detailAt ?? null }))
    .sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1))
  await pool.query(
    `INSERT INTO slow_spots AS known (id, kind, fingerprint, text, detail, detail_at, count, total_ms, worst_ms, worst_at, first_at, last_at)
     SELECT id, kind::slow_spot_kind, fingerprint, text, detail, "detailAt", count, "totalMs", "worstMs", "worstAt", "firstAt", "lastAt"
     FROM jsonb_to_recordset($1::jsonb) AS s(id text, kind text, fingerprint text, text text, detail text, "detailAt" timestamptz,
       count int, "totalMs" float8, "worstMs" float8, "worstAt" timestamptz, "firstAt" timestamptz, "lastAt" timestamptz)
     ON CONFLICT (kind, fingerprint) DO UPDATE SET
       detail = coalesce(excluded.detail, known.detail),
       detail_at = coalesce(excluded.detail_at, known.detail_at),
       count = known.count + excluded.count,
       total_ms = known.total_ms + excluded.total_ms,
       worst_ms = greatest(known.worst_ms, excluded.worst_ms),
       worst_at = CASE WHEN excluded.worst_ms > known.worst_ms THEN excluded.worst_at ELSE known.worst_at END,
       last_at = greatest(known.last_at, excluded.last_at)`,
    [JSON.stringify(rows)],
  )
  await pool.query(
    `DELETE FROM slow_spots WHERE last_at < $1::timestamptz - make_interval(days => $2) OR id IN (
       SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY kind ORDER BY worst_ms DESC, id) AS rank
         FROM slow_spots WHERE last_at >= $1::timestamptz - make_interval(days => $2)) r
       WHERE rank > $3)`,
    [now, keptDays, keptOfEachKind],
  )
}
