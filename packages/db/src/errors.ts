/**
 * What the database said, whichever way the error came: `pg` throws its own errors, Prisma 7 wraps them. A known request
 * error (P2002, P2010 …) carries the driver adapter's error in `meta.driverAdapterError`, whose `cause` has PostgreSQL's
 * code as `originalCode` (or `code`, where adapter-pg knows no kind for it); a transaction that cannot begin rejects with
 * the adapter's error itself.
 */
interface Facts {
  /** SQLSTATE: https://www.postgresql.org/docs/current/errcodes-appendix.html */
  sqlState?: string
  constraint?: string
  fields?: readonly string[]
  /** What Node says of a socket. */
  systemCode?: string
  /** Prisma's own code, as P1001. */
  prismaCode?: string
  /** adapter-pg's name for the failure. */
  kind?: string
  messages: string[]
}

const SQL_STATE = /^[0-9A-Z]{5}$/
const PRISMA_CODE = /^P\d{4}$/

type Unknown = Record<string, unknown>

const isObject = (value: unknown): value is Unknown => typeof value === 'object' && value !== null

function collect(error: unknown, facts: Facts, depth: number): Facts {
  if (!isObject(error) || depth > 6) return facts
  const { code, originalCode, severity, constraint, kind, message, cause, meta } = error
  const state = typeof originalCode === 'string' ? originalCode : code
  if (typeof state === 'string') {
    if (PRISMA_CODE.test(state)) facts.prismaCode ??= state
    else if (SQL_STATE.test(state) && (severity !== undefined || kind !== undefined)) facts.sqlState ??= state
    else facts.systemCode ??= state
  }
  if (typeof kind === 'string') facts.kind ??= kind
  if (typeof constraint === 'string') facts.constraint ??= constraint
  if (isObject(constraint)) {
    if (typeof constraint.index === 'string') facts.constraint ??= constraint.index
    if (Array.isArray(constraint.fields)) facts.fields ??= constraint.fields.map(String)
  }
  if (typeof message === 'string') facts.messages.push(message)
  collect(cause, facts, depth + 1)
  if (isObject(meta)) collect(meta.driverAdapterError, facts, depth + 1)
  if (error instanceof AggregateError) for (const inner of error.errors) collect(inner, facts, depth + 1)
  return facts
}

const factsOf = (error: unknown) => collect(error, { messages: [] }, 0)

/** PostgreSQL's five-character code, where the error came from the server. */
export const sqlStateOf = (error: unknown): string | undefined => factsOf(error).sqlState

const hasState = (error: unknown, ...states: string[]) => states.includes(sqlStateOf(error) ?? '')

/** A row with that key exists. `constraint` is the name of the constraint or unique index, as in the migration. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  const { sqlState, prismaCode, ...facts } = factsOf(error)
  if (sqlState !== '23505' && prismaCode !== 'P2002') return false
  return constraint === undefined || facts.constraint === constraint
}

/** The row that is referred to does not exist, or the row is still referred to. */
export function isForeignKeyViolation(error: unknown, constraint?: string): boolean {
  const { sqlState, prismaCode, ...facts } = factsOf(error)
  if (sqlState !== '23503' && sqlState !== '23001' && prismaCode !== 'P2003') return false
  return constraint === undefined || facts.constraint === constraint
}

/** A check constraint, or a trigger that stands for one, refused the row. */
export function isCheckViolation(error: unknown, constraint?: string): boolean {
  if (!hasState(error, '23514')) return false
  // adapter-pg passes on the message of a check violation and not the constraint's name
  const facts = factsOf(error)
  return (
    constraint === undefined ||
    facts.constraint === constraint ||
    facts.messages.some((text) => text.includes(`"${constraint}"`))
  )
}

/** Prisma: the row to change or delete does not exist. */
export const isRecordMissing = (error: unknown): boolean => factsOf(error).prismaCode === 'P2025'

/** The transaction lost against another one and can simply be done again. */
export function isSerializationFailure(error: unknown): boolean {
  const { sqlState, kind, prismaCode } = factsOf(error)
  return sqlState === '40001' || sqlState === '40P01' || kind === 'TransactionWriteConflict' || prismaCode === 'P2034'
}

/** The server ran out of disk: nothing was written. */
export const isDiskFull = (error: unknown): boolean => hasState(error, '53100')

/** Text that PostgreSQL cannot store: NUL, bytes that are not UTF-8, and in JSON also lone surrogates. */
export const isInvalidText = (error: unknown): boolean => {
  const { sqlState, messages } = factsOf(error)
  if (sqlState === '22021' || sqlState === '22P05') return true
  return sqlState === '22P02' && messages.includes('invalid input syntax for type json')
}

/** A statement or the wait for a lock took longer than it may. */
export const isTimeout = (error: unknown): boolean => {
  const { sqlState, messages } = factsOf(error)
  if (sqlState === '57014' || sqlState === '55P03') return true
  return messages.some((message) => message === 'Query read timeout' || /on an expired transaction/.test(message))
}

/** All connections of the pool, or of the server, are in use. P2028: Prisma found none in time to begin a transaction. */
export const isPoolExhausted = (error: unknown): boolean => {
  const { sqlState, prismaCode, messages } = factsOf(error)
  return sqlState === '53300' || prismaCode === 'P2028' || messages.includes('timeout exceeded when trying to connect')
}

const SOCKET_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'ENOENT',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ECONNABORTED',
])
const CONNECTION_KINDS = new Set(['DatabaseNotReachable', 'ConnectionClosed', 'SocketTimeout'])
const CONNECTION_PRISMA_CODES = new Set(['P1001', 'P1002', 'P1008', 'P1017'])
const CONNECTION_MESSAGES =
  /Connection terminated|Client has encountered a connection error|Client was closed and is not queryable|Server has closed the connection/

/** The connection could not be made, or was lost: the server is gone, starting, stopping, or was told to end our session. */
export function isConnectionError(error: unknown): boolean {
  const { sqlState, systemCode, kind, prismaCode, messages } = factsOf(error)
  if (sqlState !== undefined) return /^(08|57P0[123])/.test(sqlState) || sqlState === '25P03'
  return (
    SOCKET_CODES.has(systemCode ?? '') ||
    CONNECTION_KINDS.has(kind ?? '') ||
    CONNECTION_PRISMA_CODES.has(prismaCode ?? '') ||
    messages.some((message) => CONNECTION_MESSAGES.test(message))
  )
}

/** The connection was found dead before the statement had been sent: it has certainly not been carried out. */
export const wasNotSent = (error: unknown): boolean =>
  factsOf(error).messages.some((message) => /and is not queryable$/.test(message))
