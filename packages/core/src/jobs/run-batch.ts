import { asSystem } from '@sarvanom/db'
import type { JobWithMetadata, Job as StoredJob } from 'pg-boss'
import {
  beginWork,
  currentTraceparent,
  type Logger,
  type Metrics,
  readTraceparent,
  SpanKind,
} from '../telemetry/index.ts'
import type { JobDefinition } from './job.ts'

/** Beside the payload: where in which trace the job was enqueued. */
const traceKey = '$traceparent'

/** The payload as it is stored, with the trace of who enqueues it. */
export function withTrace(payload: object): object {
  const traceparent = currentTraceparent()
  return traceparent === undefined ? payload : { ...payload, [traceKey]: traceparent }
}

// What a schedule enqueues has no data at all, whatever the type of pg-boss says.
function opened({ data }: { data: object | null }): { payload: object; traceparent: string | undefined } {
  const { [traceKey]: traceparent, ...payload } = (data ?? {}) as { [traceKey]?: unknown }
  return { payload, traceparent: typeof traceparent === 'string' ? traceparent : undefined }
}

/**
 * Works on a batch in the trace of who enqueued it, and writes one line about it. Jobs of several traces are a trace of
 * their own, linked to those, as OpenTelemetry has it for batches.
 */
export function runBatch(
  { name, work, quiet = false }: JobDefinition<object>,
  jobs: readonly JobWithMetadata<object>[],
  { log, metrics, stopping }: { log: Logger; metrics: Pick<Metrics, 'jobDuration'>; stopping: AbortSignal },
): Promise<void> {
  const batch = jobs.map((job) => ({ id: job.id, payload: opened(job).payload, attempt: job.retryCount + 1 }))
  const attempt = batch[0]?.attempt
  const traces = [...new Set(jobs.map((job) => opened(job).traceparent))].flatMap((one) => readTraceparent(one) ?? [])
  const [only] = traces
  const beginning = {
    name: `job ${name}`,
    kind: SpanKind.CONSUMER,
    parent: traces.length === 1 ? only : undefined,
    links: traces.length > 1 ? traces.map((context) => ({ context })) : [],
    attributes: { 'messaging.destination.name': name, 'messaging.batch.message_count': batch.length },
    ids: { jobId: batch[0]?.id },
  }
  return beginWork(beginning, async () => {
    const began = performance.now()
    const ended = metrics.jobDuration.startTimer({ queue: name })
    const tell = (outcome: 'completed' | 'failed' | 'handed_back') => {
      ended({ outcome })
      return {
        queue: name,
        jobs: batch.length,
        attempt,
        ms: Math.round((performance.now() - began) * 10) / 10,
        outcome,
      }
    }
    try {
      await asSystem(() => work(batch, AbortSignal.any([stopping, ...jobs.map((job) => job.signal)])))
      log[quiet ? 'debug' : 'info'](tell('completed'), 'job')
    } catch (error) {
      // The queue keeps the error and tries again; without this nobody would see that it had to.
      if (stopping.aborted) log.info(tell('handed_back'), 'job')
      else log.warn({ err: error, ...tell('failed') }, 'job')
      throw error
    }
  })
}

/** Does what is left to do for a job that used up its attempts, in the trace of who enqueued it. */
export function runExhausted(
  queue: string,
  job: StoredJob<object>,
  exhausted: NonNullable<JobDefinition<object>['exhausted']>,
): Promise<void> {
  const { payload, traceparent } = opened(job)
  return beginWork(
    { name: `job ${queue}`, kind: SpanKind.CONSUMER, parent: readTraceparent(traceparent), ids: { jobId: job.id } },
    () => asSystem(() => exhausted(payload)),
  )
}
