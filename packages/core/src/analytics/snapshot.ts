import { asSystem, type Database } from '@sarvanom/db'

/** What a statement refers to by `:name`. */
export type Values = Readonly<Record<string, unknown>>

/** Reads rows in one snapshot with the other reads of the same work. */
export type Read = <Row extends object>(sql: string, values: Values) => Promise<Row[]>

/** The statement as PostgreSQL takes it, with those values that it refers to: pure. */
export function numbered(sql: string, values: Values): { text: string; values: unknown[] } {
  const names: string[] = []
  // Not the second colon of a cast.
  const text = sql.replace(/(?<!:):([a-z]\w*)/gi, (_, name: string) => {
    if (!Object.hasOwn(values, name)) throw new Error(`no value was given for :${name}`)
    if (!names.includes(name)) names.push(name)
    return `$${names.indexOf(name) + 1}`
  })
  return { text, values: names.map((name) => values[name]) }
}

export const planning = "SET LOCAL jit = off; SET LOCAL work_mem = '64MB'; SET LOCAL enable_sort = off"

/**
 * Runs `work` on one state of the database, in the system's name: whose rows may be told is decided before. Compiling a
 * statement takes PostgreSQL longer than running these does. It expects many more rows from looking ranges up than there are,
 * and would sort to group them: hashing takes half the time, in some megabytes. What has to be sorted is sorted all the same.
 */
export async function inSnapshot<T>({ db }: { db: Database }, work: (read: Read) => Promise<T>): Promise<T> {
  return await asSystem(async () => {
    const client = await db.pool.connect()
    try {
      await client.query(`BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; ${planning}`)
      const result = await work(async (sql, values) => {
        const { text, values: given } = numbered(sql, values)
        return (await client.query(text, given)).rows
      })
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
