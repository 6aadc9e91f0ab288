import { readFile } from 'node:fs/promises'
import type { UserActor } from '../../packages/core/src/access/index.ts'
import {
  type AnalyticsContext,
  analyticsOverview,
  analyticsQuestions,
  analyticsSearches,
  analyticsTimeseries,
  analyticsTop,
} from '../../packages/core/src/analytics/index.ts'
import { questionKinds, topLists } from '../../packages/core/src/analytics/schema.ts'
import { modelSettingsSchema, signInSettingsSchema } from '../../packages/core/src/settings/schema.ts'
import { actAs, type Database } from '../../packages/db/src/index.ts'
import { planOf, statementsOf } from './plans.ts'

export const actor: UserActor = { kind: 'user', userId: 'u1', permissions: new Set(['analytics:read']) }
const goalMs = 300

interface Filter {
  timeZone: string
  to: string
  from?: string
  collectionId?: string
  userId?: string
}
type Call = (context: AnalyticsContext, filter: Filter) => Promise<unknown>

export const procedures: Record<string, Call> = {
  overview: (context, filter) => analyticsOverview(context, actor, filter),
  'timeseries by day': (context, filter) => analyticsTimeseries(context, actor, { ...filter, granularity: 'day' }),
  ...Object.fromEntries(
    topLists.map((list): [string, Call] => [
      `top ${list}`,
      (context, filter) => analyticsTop(context, actor, { ...filter, list, limit: 10 }),
    ]),
  ),
  ...Object.fromEntries(
    questionKinds.map((kind): [string, Call] => [
      `questions ${kind}`,
      (context, filter) => analyticsQuestions(context, actor, { ...filter, kind, limit: 50 }),
    ]),
  ),
  searches: (context, filter) => analyticsSearches(context, actor, { ...filter, limit: 50 }),
}

export const periods: Record<string, Partial<Filter>> = { '2 years': { from: '2024-11-25' }, '30 days': {} }
export const filters: Record<string, Partial<Filter>> = {
  everybody: {},
  'collection, most used': { collectionId: 'c1' },
  'collection, little used': { collectionId: 'c50' },
  'person, most active': { userId: 'u1' },
  'person and collection': { userId: 'u1', collectionId: 'c1' },
}

export const contextOn = (db: Database, until: Date): AnalyticsContext => ({
  db,
  clock: () => until,
  settings: {
    get: async () => ({
      signIn: signInSettingsSchema.parse({}),
      models: modelSettingsSchema.parse({ currency: 'EUR', inputPricePerMillion: 2, outputPricePerMillion: 8 }),
      logging: { level: null },
      mail: { configured: false, from: null },
    }),
  },
})
export const base = (until: Date): Filter => ({ timeZone: 'Europe/Berlin', to: until.toISOString().slice(0, 10) })

/** Seconds of processor that this process and the one of the database's only connection have used so far. */
export async function processorTime(db: Database): Promise<number> {
  const { rows } = await db.pool.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
  const fields = (await readFile(`/proc/${rows[0]?.pid}/stat`, 'utf8')).replace(/^.*\) /, '').split(' ')
  const ticks = Number(fields[11]) + Number(fields[12])
  const { user, system } = process.cpuUsage()
  return ticks / 100 + (user + system) / 1e6
}

/**
 * Prints p50 and p95 of each procedure, and the processor's time of one call: on an idle machine, with the data in memory, it
 * is what the call takes.
 *
 * @param db with one connection
 */
export async function measure(db: Database, until: Date, rounds: number, only?: string): Promise<void> {
  const context = contextOn(db, until)
  const table: Record<string, Record<string, string>> = {}
  const late: string[] = []
  for (const [name, call] of Object.entries(procedures)) {
    if (only !== undefined && !only.split(',').includes(name)) continue
    for (const [period, days] of Object.entries(periods)) {
      const row: Record<string, string> = {}
      for (const [who, filter] of Object.entries(filters)) {
        const times: number[] = []
        const work = () => actAs(actor.userId, () => call(context, { ...base(until), ...days, ...filter }))
        // Plans, code and memory get warm.
        for (let round = 0; round < 3; round++) await work()
        const used = await processorTime(db)
        for (let round = 0; round < rounds; round++) {
          const start = performance.now()
          await work()
          times.push(performance.now() - start)
        }
        const processor = Math.round((((await processorTime(db)) - used) / rounds) * 1000)
        times.sort((a, b) => a - b)
        const at = (share: number) => Math.round(times[Math.ceil(times.length * share) - 1] ?? 0)
        row[who] = `${at(0.5)} / ${at(0.95)} (${processor})`
        if (at(0.95) > goalMs) late.push(`${name}, ${period}, ${who}: ${at(0.95)} ms`)
      }
      table[`${name}, ${period}`] = row
    }
  }
  console.log('Milliseconds, p50 / p95 (of the processor):')
  console.table(table)
  console.log(
    late.length === 0 ? `p95 of each is at most ${goalMs} ms` : `Over ${goalMs} ms at p95:\n${late.join('\n')}`,
  )
}

/** Prints how PostgreSQL runs the statements of a procedure over two years. */
export async function explain(db: Database, until: Date, name: string): Promise<void> {
  for (const [who, filter] of Object.entries(filters)) {
    const asked = { ...base(until), ...periods['2 years'], ...filter }
    const sent = await statementsOf(db, (recorded) =>
      actAs(actor.userId, async () => procedures[name]?.(contextOn(recorded, until), asked)),
    )
    for (const statement of sent) console.log(`-- ${name}, ${who}\n${await planOf(db, statement)}\n`)
  }
}
