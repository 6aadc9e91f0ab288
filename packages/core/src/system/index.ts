export { rebuildIndex, rebuildJob, type SystemInfo, systemInfo } from './system.ts'
