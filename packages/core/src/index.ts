export { actAs, asSystem, iterateAs } from '@sarvanom/db'
export * from './access/index.ts'
export type { AccessChanges } from './access-changes/index.ts'
export * from './account/index.ts'
export * from './accounts/index.ts'
export { type Admission, type GateName, openAdmission, streamLimits } from './admission/index.ts'
export * from './agents/index.ts'
export * from './analytics/index.ts'
export * from './answers/index.ts'
export { type AuditEventView, exportAudit, listAudit } from './audit/index.ts'
export * from './collections/index.ts'
export { type Core, type CoreOptions, createCore } from './core.ts'
export { domainErrorOf } from './database-errors.ts'
export * from './directory/index.ts'
export { DomainError, type ErrorCode, type FieldProblem, notFound } from './errors.ts'
export * from './groups/index.ts'
export * from './health/index.ts'
export { once } from './idempotency/index.ts'
export { jobFigures } from './jobs/index.ts'
export * from './library/index.ts'
export { type LogStore, listLogs, openLogStore } from './logs/index.ts'
export { inNetworks, normalAddress } from './net/index.ts'
export * from './performance/index.ts'
export * from './registration/index.ts'
export { createRole, deleteRole, listRoles, type RoleView, updateRole } from './roles/index.ts'
export * from './search/index.ts'
export type { Settings, SettingsView } from './settings/index.ts'
export { checkCredentials } from './sign-in/index.ts'
export * from './system/index.ts'
export {
  type Beginning,
  beginWork,
  countStatements,
  currentWork,
  inSpan,
  iterateHere,
  type Logger,
  type Metrics,
  openMetrics,
  readTraceparent,
  registerGroup,
  registerMachine,
  registerProduct,
  SpanKind,
  silentLogger,
} from './telemetry/index.ts'
export * from './totp/index.ts'
export * from './users/index.ts'
