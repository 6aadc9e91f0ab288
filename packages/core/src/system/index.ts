export { rebuildIndex, rebuildJob, type SystemInfo, systemInfo, version } from './system.ts'
