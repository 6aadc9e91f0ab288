export { openPerformanceMonitor, type PerformanceMonitor, type Thresholds } from './monitor.ts'
export { forgetSlowSpots, listSlowSpots } from './read-spots.ts'
