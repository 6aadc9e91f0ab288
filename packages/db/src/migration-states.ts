import type pg from 'pg'
import { MIGRATIONS_FOLDER, readMigrations } from './migrate.ts'

export interface MigrationState {
  name: string
  /** `failed`: begun, and neither finished nor rolled back. `unknown`: applied, and not of this version. */
  state: 'applied' | 'pending' | 'failed' | 'unknown'
  /** ISO; null where it was not applied. */
  appliedAt: string | null
}

interface Row {
  name: string
  finishedAt: Date | null
}

/** Pure; `known` are the migrations of this version, `rows` what the database has of them and was not rolled back. */
export function migrationStates(known: readonly string[], rows: readonly Row[]): MigrationState[] {
  const recorded = new Map(rows.map((row) => [row.name, row.finishedAt]))
  const names = [...new Set([...recorded.keys(), ...known])].sort()
  return names.map((name) => {
    const finishedAt = recorded.get(name)
    if (finishedAt === undefined) return { name, state: 'pending', appliedAt: null }
    if (finishedAt === null) return { name, state: 'failed', appliedAt: null }
    return { name, state: known.includes(name) ? 'applied' : 'unknown', appliedAt: finishedAt.toISOString() }
  })
}

// They do not change while we run.
let names: Promise<string[]> | undefined

/** What became of each migration, the oldest first. */
export async function readMigrationStates({ pool }: { pool: pg.Pool }): Promise<MigrationState[]> {
  names ??= readMigrations(MIGRATIONS_FOLDER).then((migrations) => migrations.map(({ name }) => name))
  const { rows } = await pool.query<Row>(
    `select migration_name as name, finished_at as "finishedAt" from _prisma_migrations where rolled_back_at is null`,
  )
  return migrationStates(await names, rows)
}
