export { actAs, asSystem, currentActor, iterateAs } from './actor.ts'
export { type Database, type DatabaseOptions, openDatabase } from './database.ts'
export {
  DatabaseInUseError,
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  type PostgresExit,
  startEmbeddedPostgres,
} from './embedded/index.ts'
export {
  isCheckViolation,
  isConnectionError,
  isDiskFull,
  isForeignKeyViolation,
  isInvalidText,
  isPoolExhausted,
  isRecordMissing,
  isSerializationFailure,
  isTimeout,
  isUniqueViolation,
  sqlStateOf,
} from './errors.ts'
export { explain, hasPlan } from './explain.ts'
export * from './generated/client.ts'
export { type Listener, listen } from './listen.ts'
export { withoutLiterals } from './literals.ts'
export type { Log, LogLevel } from './log.ts'
export { MIGRATIONS_FOLDER, type MigrateOptions, MigrationError, migrate } from './migrate.ts'
export { type MigrationState, readMigrationStates } from './migration-states.ts'
export type { DatabaseObserver, RetryReason, StatementFact } from './observer.ts'
export { inTransaction, retryRead, type Transaction, type TransactionOptions } from './transaction.ts'
export { ping, withinTime } from './within-time.ts'
