import pg from 'pg'
import { withoutLiterals } from './literals.ts'
import { openRowSecurity, type Query } from './row-security.ts'

/** Whether the statement is one of those that have a plan. */
export const hasPlan = (text: string): boolean => /^\s*(?:select|insert|update|delete|with)\b/i.test(text)

const prepared = 'sarvanom_explained'
const boundMs = 2_000
const longestPlan = 20_000

/**
 * The plan that PostgreSQL makes for a statement whatever its values are (a generic plan), in the name that it went out
 * in, because row-level security is part of it. The statement is not run, on a connection of its own, within some
 * seconds. The plan shows `$1` where values would stand, and no literal.
 *
 * @throws where the database does not answer, or cannot plan the statement without its values.
 */
export async function explain(
  url: string,
  { text, actor }: { text: string; actor: string | undefined },
): Promise<string> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'sarvanom-explain',
    connectionTimeoutMillis: boundMs,
    statement_timeout: boundMs,
    lock_timeout: boundMs,
    query_timeout: boundMs + 500,
  })
  client.on('error', () => {})
  // The extended protocol takes one statement at a time: whatever the text holds, nothing of it is executed.
  const single = (sql: string) =>
    client.query<Record<string, string>>({ text: sql, queryMode: 'extended' } as pg.QueryConfig)
  try {
    await client.connect()
    if (actor === undefined) await client.query('begin')
    else await openRowSecurity().begin(client.query.bind(client) as unknown as Query, actor)
    await client.query('set transaction read only; set local plan_cache_mode = force_generic_plan')
    await single(`prepare ${prepared} as ${text}`)
    const { rows } = await client.query<{ count: number }>(
      `select cardinality(parameter_types) as count from pg_prepared_statements where name = '${prepared}'`,
    )
    const nulls = Array.from({ length: rows[0]?.count ?? 0 }, () => 'null').join(', ')
    const plan = await single(`explain execute ${prepared}${nulls && `(${nulls})`}`)
    const lines = plan.rows.map((row) => row['QUERY PLAN'] ?? '').join('\n')
    return withoutLiterals(lines).slice(0, longestPlan)
  } finally {
    await client.end().catch(() => {})
  }
}
