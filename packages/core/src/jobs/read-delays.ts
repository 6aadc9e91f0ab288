import { type Database, withinTime } from '@sarvanom/db'

interface Delays {
  /** Jobs that wait in all queues, as the queues counted them some seconds ago. */
  waiting: number
  /** Of the queues that have something due: how long the oldest has waited, and whether the queue begins jobs. */
  delays: { queue: string; seconds: number; moves: boolean }[]
}

/**
 * How long the oldest due job of each queue has waited, and whether its queue has begun any job within `patienceSeconds`.
 * Cheap also with many thousand waiting: the oldest is the first entry of an index.
 */
export async function readDelays(
  db: Pick<Database, 'pool'>,
  timeoutMs: number,
  patienceSeconds: number,
): Promise<Delays> {
  const text = `
    SELECT q.name AS queue, q.queued_count AS waiting,
           extract(epoch FROM now() - oldest.due)::float8 AS seconds,
           CASE WHEN oldest.due < now() - make_interval(secs => $1) THEN EXISTS (
             SELECT 1 FROM pgboss.job j WHERE j.name = q.name AND j.started_on > now() - make_interval(secs => $1)
           ) ELSE true END AS moves
    FROM pgboss.queue q
    LEFT JOIN LATERAL (
      SELECT min(j.start_after) AS due FROM pgboss.job j
      WHERE j.name = q.name AND j.state < 'active' AND j.start_after <= now()
    ) oldest ON true`
  type Row = { queue: string; waiting: number; seconds: number | null; moves: boolean }
  const { rows } = await withinTime(db, timeoutMs, (client) => client.query<Row>(text, [patienceSeconds]))
  return {
    waiting: rows.reduce((sum, row) => sum + row.waiting, 0),
    delays: rows.flatMap(({ queue, seconds, moves }) => (seconds === null ? [] : [{ queue, seconds, moves }])),
  }
}
