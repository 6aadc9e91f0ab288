import { type Metrics, openMetrics } from '../../packages/core/src/telemetry/index.ts'

const nothing = () => {}

/** Instruments that count nothing: what there would be without metrics. */
export function quietMetrics(): Metrics {
  const metrics = openMetrics()
  const { registry: _, ...instruments } = metrics
  for (const instrument of Object.values(instruments)) {
    Object.assign(instrument, { inc: nothing, dec: nothing, set: nothing, observe: nothing })
    Object.assign(instrument, { startTimer: () => nothing, labels: () => instrument })
  }
  return metrics
}
