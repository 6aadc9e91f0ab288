export { type Logger, silentLogger } from './logger.ts'
export { type Metrics, openMetrics } from './metrics/metrics.ts'
