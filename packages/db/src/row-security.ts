import pg from 'pg'
import { sqlStateOf } from './errors.ts'

/** One of the many overloads of `query` in `pg`: those that return a promise. */
export type Query = (...args: unknown[]) => Promise<unknown>

/**
 * A superuser, and a role with BYPASSRLS, is above row-level security. Where DATABASE_URL names such a one, transactions in
 * a user's name become this role, which may do what that one may and is below it.
 */
const ACTOR_ROLE = 'sarvanom_actor'

async function isAbove(query: Query): Promise<boolean> {
  const text = 'select rolsuper or rolbypassrls as above from pg_roles where rolname = current_user'
  const { rows } = (await query(text)) as pg.QueryResult<{ above: boolean }>
  return rows[0]?.above ?? false
}

/** Makes the role that stands below row-level security, where the connection's own is above it. */
export async function prepareActorRole(client: pg.Client): Promise<void> {
  if (!(await isAbove((text) => client.query(String(text))))) return
  const { rowCount } = await client.query('select from pg_roles where rolname = $1', [ACTOR_ROLE])
  try {
    if (rowCount === 0) await client.query(`create role ${ACTOR_ROLE} nologin`)
  } catch (error) {
    // another server on the same cluster was quicker
    if (!['42710', '23505'].includes(sqlStateOf(error) ?? '')) throw error
  }
  // GRANT takes no `current_user` for the role that is given
  await client.query(`do $$ begin execute format('grant %I to ${ACTOR_ROLE}', current_user); end $$`)
}

export interface RowSecurity {
  /** Begins a transaction in the user's name on the connection whose `query` this is. */
  begin(query: Query, actor: string): Promise<void>
}

export function openRowSecurity(): RowSecurity {
  // Every connection of a pool is of the same role, so it is asked for once.
  let role: Promise<string> | undefined
  const ask = (query: Query) => {
    role = isAbove(query).then((above) => (above ? `; set local role ${ACTOR_ROLE}` : ''))
    role.catch(() => {
      role = undefined
    })
    return role
  }
  return {
    async begin(query, actor) {
      const become = await (role ?? ask(query))
      // SET LOCAL ends with the transaction, and unlike a select it leaves the isolation level still to be chosen.
      await query(`begin${become}; set local sarvanom.actor = ${pg.escapeLiteral(actor)}`)
    },
  }
}
