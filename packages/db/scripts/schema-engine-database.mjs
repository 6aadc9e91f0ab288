// @ts-check
/** The schema engine's way to PostgreSQL: adapter-pg, with what it lacks for migrations mended. */
import { PrismaPg } from '@prisma/adapter-pg'
import { ColumnTypeEnum, DriverAdapterError } from '@prisma/driver-adapter-utils'
import pg from 'pg'

/** @typedef {import('@prisma/driver-adapter-utils').SqlDriverAdapter} Adapter */
/** @typedef {import('@prisma/driver-adapter-utils').SqlMigrationAwareDriverAdapterFactory} AdapterFactory */
/**
 * The parts of adapter-pg's queryable that have to be changed.
 * @typedef {object} Queryable
 * @property {(query: unknown) => Promise<{ rows: unknown[], fields: { dataTypeID: number }[] }>} performIO
 * @property {(query: unknown) => Promise<{ rows: unknown[], columnTypes: number[] }>} queryRaw
 * @property {((isolation: unknown) => Promise<Queryable>)} [startTransaction]
 */

const CHAR_OID = 18
const TEXT_OID = 25
const SHADOW_PREFIX = 'sarvanom_prisma_shadow_'
const VERBS = ['can-connect-to-database', 'create-database', 'drop-database']

/** adapter-pg does not know the type "char", and the engine panics unless it arrives as Character. @param {Queryable} queryable */
function mendCharColumns(queryable) {
  const performIO = queryable.performIO.bind(queryable)
  const queryRaw = queryable.queryRaw.bind(queryable)
  const startTransaction = queryable.startTransaction?.bind(queryable)
  /** @type {WeakMap<object, number[]>} */
  const charColumns = new WeakMap()
  queryable.performIO = async (query) => {
    const result = await performIO(query)
    const columns = (result.fields ?? []).flatMap((field, at) => (field.dataTypeID === CHAR_OID ? [at] : []))
    for (const at of columns) {
      const field = result.fields[at]
      if (field) field.dataTypeID = TEXT_OID
    }
    charColumns.set(result.rows, columns)
    return result
  }
  queryable.queryRaw = async (query) => {
    const result = await queryRaw(query)
    for (const at of charColumns.get(result.rows) ?? []) result.columnTypes[at] = ColumnTypeEnum.Character
    return result
  }
  if (startTransaction) {
    queryable.startTransaction = async (isolation) => {
      const transaction = await startTransaction(isolation)
      mendCharColumns(transaction)
      return transaction
    }
  }
}

/** @param {string} connectionString */
async function connect(connectionString) {
  const adapter = await new PrismaPg({ connectionString, max: 1, connectionTimeoutMillis: 15_000 }).connect()
  mendCharColumns(/** @type {Queryable} */ (/** @type {unknown} */ (adapter)))
  const pool = adapter.underlyingDriver()
  // adapter-pg cuts scripts at every semicolon, also inside strings and function bodies; PostgreSQL itself does not
  adapter.executeScript = async (script) => {
    await pool.query(script)
  }
  return adapter
}

/**
 * What `migrate diff` between files gets where no database is configured: the engine asks for the version of the server
 * even then, and for nothing else. @returns {Adapter}
 */
function offlineAdapter() {
  const refuse = async () => {
    throw new DriverAdapterError({ kind: 'DatabaseNotReachable', host: 'DATABASE_URL is not set' })
  }
  return {
    provider: 'postgres',
    adapterName: '@prisma/adapter-pg',
    getConnectionInfo: () => ({ supportsRelationJoins: true }),
    queryRaw: async ({ sql }) => {
      if (!/current_setting\('server_version_num'\)/.test(sql)) return refuse()
      const columnTypes = [ColumnTypeEnum.Boolean, ColumnTypeEnum.Text, ColumnTypeEnum.Int32]
      return {
        columnNames: ['exists', 'version', 'numeric_version'],
        columnTypes,
        rows: [[true, 'PostgreSQL 18.0', 180000]],
      }
    },
    executeRaw: refuse,
    executeScript: refuse,
    startTransaction: refuse,
    dispose: async () => {},
  }
}

/** @param {string} url @param {string} name */
function withDatabase(url, name) {
  const changed = new URL(url)
  changed.pathname = `/${encodeURIComponent(name)}`
  return changed.href
}

/** @param {string} url @param {(client: pg.Client) => Promise<unknown>} work */
async function asAdmin(url, work) {
  const client = new pg.Client({ connectionString: withDatabase(url, 'postgres'), connectionTimeoutMillis: 15_000 })
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}

/** A panic leaves its shadow database behind; one that nobody is connected to is swept by the next. @param {pg.Client} client */
async function sweepShadows(client) {
  const { rows } = await client.query(
    `select datname from pg_database d where datname like $1
     and not exists (select 1 from pg_stat_activity a where a.datname = d.datname)`,
    [`${SHADOW_PREFIX.replaceAll('_', '\\_')}%`],
  )
  for (const { datname } of rows) await client.query(`drop database if exists ${pg.escapeIdentifier(datname)}`)
}

/** adapter-pg connects to the main database here when it was given a connection string. @param {string} url */
async function connectToShadowDb(url) {
  const name = `${SHADOW_PREFIX}${crypto.randomUUID().replaceAll('-', '')}`
  await asAdmin(url, async (client) => {
    await sweepShadows(client).catch(() => {})
    await client.query(`create database ${pg.escapeIdentifier(name)} template template0`)
  })
  const adapter = await connect(withDatabase(url, name))
  const dispose = adapter.dispose.bind(adapter)
  adapter.dispose = async () => {
    await dispose()
    await asAdmin(url, (client) => client.query(`drop database if exists ${pg.escapeIdentifier(name)} with (force)`))
  }
  return adapter
}

/** @param {string | undefined} url @returns {AdapterFactory} */
export const adapterFactory = (url) => ({
  provider: 'postgres',
  adapterName: '@prisma/adapter-pg',
  connect: async () => (url ? connect(url) : offlineAdapter()),
  connectToShadowDb: async () => (url ? connectToShadowDb(url) : offlineAdapter()),
})

/**
 * Runs the engine's `cli` command named in `args` against the database of `url`; throws what PostgreSQL throws.
 * @param {string} url
 * @param {string[]} args
 */
export async function runDatabaseCommand(url, args) {
  const name = pg.escapeIdentifier(decodeURIComponent(new URL(url).pathname.slice(1)))
  const verb = args.find((arg) => VERBS.includes(arg))
  if (verb === 'create-database') return asAdmin(url, (client) => client.query(`create database ${name}`))
  if (verb === 'drop-database')
    return asAdmin(url, (client) => client.query(`drop database if exists ${name} with (force)`))
  if (verb !== 'can-connect-to-database') throw new Error(`unknown schema engine command: ${args.join(' ')}`)
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 15_000 })
  await client.connect()
  await client.end()
}

/** The code by which the CLI tells a missing database from an unreachable server. @param {unknown} error */
export const commandError = (error) => ({
  error_code: /** @type {{ code?: unknown } | null} */ (error)?.code === '3D000' ? 'P1003' : 'P1001',
})
