export { openPerformanceMonitor, type PerformanceMonitor, type Thresholds } from './monitor.ts'
export { forgetSlowSpots, listSlowSpots } from './read-spots.ts'
export type { RunStage, SlowRun } from './slow-runs.ts'
export { slowRuns } from './slow-runs.ts'
