import { asSystem, type Database } from '@sarvanom/db'

export interface QueueFigures {
  queue: string
  /** Waiting, also those that are not due yet or are to be tried again. */
  waiting: number
  active: number
  /** How long the oldest one that is due has waited; 0 where none waits. */
  oldestSeconds: number
}

/**
 * What waits and what is worked on, per queue, of all servers on the database. Queues that have done their work are told
 * with zeros. Read from the tables of pg-boss, whose own counts are some seconds old.
 */
export async function jobFigures(db: Pick<Database, 'pool'>): Promise<QueueFigures[]> {
  const text = `
    SELECT q.name AS queue,
      count(j.id) FILTER (WHERE j.state IN ('created', 'retry'))::int AS waiting,
      count(j.id) FILTER (WHERE j.state = 'active')::int AS active,
      coalesce(extract(epoch FROM now() - min(j.start_after)
        FILTER (WHERE j.state IN ('created', 'retry') AND j.start_after <= now())), 0)::float8 AS "oldestSeconds"
    FROM pgboss.queue q LEFT JOIN pgboss.job j ON j.name = q.name AND j.state IN ('created', 'retry', 'active')
    GROUP BY q.name ORDER BY q.name`
  return (await asSystem(() => db.pool.query<QueueFigures>(text))).rows
}
