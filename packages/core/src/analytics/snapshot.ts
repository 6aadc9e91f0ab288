import { asSystem, type Database } from '@sarvanom/db'

/** Reads rows in one snapshot with the other reads of the same work. */
export type Read = <Row extends object>(sql: string, values: readonly unknown[]) => Promise<Row[]>

/**
 * Runs `work` on one state of the database, in the system's name: whose rows may be told is decided before. Compiling a
 * statement takes PostgreSQL longer than running these does, and sorting them in memory needs more than it gives by default.
 */
export async function inSnapshot<T>({ db }: { db: Database }, work: (read: Read) => Promise<T>): Promise<T> {
  return await asSystem(async () => {
    const client = await db.pool.connect()
    try {
      await client.query(
        "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL jit = off; SET LOCAL work_mem = '64MB'",
      )
      const result = await work(async (sql, values) => (await client.query(sql, [...values])).rows)
      await client.query('COMMIT')
      return result
    } catch (error) {
      await client.query('ROLLBACK').catch(() => {})
      throw error
    } finally {
      client.release()
    }
  })
}
