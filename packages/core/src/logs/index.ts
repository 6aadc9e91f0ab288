export { deleteOldLogs } from './delete-old-logs.ts'
export { listLogs } from './list-logs.ts'
export { type LogStore, openLogStore } from './open-log-store.ts'
