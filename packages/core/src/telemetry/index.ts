export { countStatements } from './database-observer.ts'
export { folderBytes } from './gauges/folder-bytes.ts'
export { registerGroup } from './gauges/group.ts'
export { registerMachine } from './gauges/machine.ts'
export { processTree } from './gauges/process-tree.ts'
export { registerProduct } from './gauges/product.ts'
export { type Logger, silentLogger } from './logger.ts'
export { type Metrics, openMetrics } from './metrics/metrics.ts'
export { openPseudonyms } from './work/pseudonyms.ts'
export { type Beginning, beginWork, failSpan, inSpan, iterateInSpan, type Span, SpanKind } from './work/spans.ts'
export {
  currentPosition,
  currentTraceparent,
  parentOf,
  randomTraceId,
  readTraceparent,
  type TracePosition,
} from './work/trace-position.ts'
export { apart, currentWork, iterateHere, noteActor, type Work } from './work/work.ts'
