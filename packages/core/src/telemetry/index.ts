export { countStatements } from './database-observer.ts'
export { type Logger, silentLogger } from './logger.ts'
export { type Metrics, openMetrics } from './metrics/metrics.ts'
