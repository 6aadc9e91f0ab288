import { setTimeout as sleep } from 'node:timers/promises'
import { context, type LogRecord, SeverityNumber, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { setGlobalErrorHandler } from '@opentelemetry/core'
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-http'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs'
import {
  AlwaysOffSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import type { Log } from '../logger.ts'
import { complaints } from './complaints.ts'
import type { LogSink } from './sink.ts'

export interface OtlpOptions {
  /** `/v1/logs` and `/v1/traces` below it are sent to. */
  url: string
  headers: Readonly<Record<string, string>>
  /** Of the traces, 0 to 1. */
  traceRatio: number
  serverId: string
  version: string
}

/** For both signals: what a collector that is away, slow or refusing may leave in memory; the rest is dropped. */
const queue = { maxQueueSize: 2048, maxExportBatchSize: 256, scheduledDelayMillis: 1000, exportTimeoutMillis: 12_000 }
const requestMs = 10_000
const lastMs = 1000

/**
 * Sends log lines and spans to an OpenTelemetry collector: in batches, in the background, from bounded queues. A collector
 * that does not take them costs nothing but what is dropped and one warning a minute.
 */
export function openOtlp({ url, headers, traceRatio, serverId, version }: OtlpOptions, log: Log) {
  const resource = resourceFromAttributes({
    'service.name': 'sarvanom',
    'service.version': version,
    'service.instance.id': serverId,
  })
  setGlobalErrorHandler(complaints(log, 'the OTLP collector does not take logs or spans', () => performance.now()))
  const to = (path: string) => ({ url: `${url}${path}`, headers: { ...headers }, timeoutMillis: requestMs })

  const logs = new LoggerProvider({
    resource,
    processors: [new BatchLogRecordProcessor({ ...queue, exporter: new OTLPLogExporter(to('/v1/logs')) })],
  })
  const ratio = new TraceIdRatioBasedSampler(traceRatio)
  const traces = new TracerProvider({
    resource,
    // Whoever sends a traceparent may keep its trace out, and may not have more recorded than we want (W3C, 6.3).
    sampler: new ParentBasedSampler({
      root: ratio,
      remoteParentSampled: ratio,
      remoteParentNotSampled: new AlwaysOffSampler(),
    }),
    spanLimits: { attributeValueLengthLimit: 200 },
    spanProcessors: [new BatchSpanProcessor({ ...queue, exporter: new OTLPTraceExporter(to('/v1/traces')) })],
  })
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  trace.setGlobalTracerProvider(traces)

  const lines = logs.getLogger('sarvanom')
  const sink: LogSink = { write: (line) => lines.emit(recordOf(JSON.parse(line))) }
  return {
    sink,
    /** Sends what is left, for as long as a stop can wait. */
    async close() {
      const sent = Promise.allSettled([logs.shutdown(), traces.shutdown()])
      await Promise.race([sent, sleep(lastMs, undefined, { ref: false })])
    },
  }
}

const severities: Readonly<Record<string, SeverityNumber>> = {
  trace: SeverityNumber.TRACE,
  debug: SeverityNumber.DEBUG,
  info: SeverityNumber.INFO,
  warn: SeverityNumber.WARN,
  error: SeverityNumber.ERROR,
  fatal: SeverityNumber.FATAL,
}

/** The trace is that of the span under way, which the record takes by itself. */
function recordOf({ level, time, msg, traceId: _, ...fields }: Record<string, unknown>): LogRecord {
  return {
    timestamp: new Date(String(time)),
    severityNumber: severities[String(level)] ?? SeverityNumber.UNSPECIFIED,
    severityText: String(level),
    body: String(msg ?? ''),
    attributes: fields as NonNullable<LogRecord['attributes']>,
  }
}
