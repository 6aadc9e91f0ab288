export { cancelJob } from './cancel-job.ts'
export { openSystemStatus, type SystemStatus } from './status/system-status.ts'
export { rebuildIndex, rebuildJob, type SystemInfo, systemInfo, version } from './system.ts'
