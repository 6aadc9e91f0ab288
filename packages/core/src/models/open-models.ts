import { setTimeout as sleep } from 'node:timers/promises'
import { iterateInSpan, type Metrics, openMetrics } from '../telemetry/index.ts'
import { type Breaker, createBreaker } from './breaker.ts'
import { DEFAULT_TIMEOUTS, type ModelTimeouts, startDeadline } from './deadline.ts'
import { baseUrlOf, listModels } from './endpoint.ts'
import { ModelError } from './model-error.ts'
import { attempt, type ModelPart, type ModelRequest } from './provider.ts'
import { createRetryBudget, retryDelay } from './retry.ts'

export interface ModelLog {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
}

export interface ModelOptions {
  /** Base of an OpenAI-compatible API. Unset: no model is configured. */
  url?: string | undefined
  key?: string | undefined
  /** Unset: the first that the endpoint lists. */
  model?: string | undefined
  timeouts?: Partial<ModelTimeouts> | undefined
  log?: ModelLog | undefined
  metrics?: Metrics | undefined
  /** Milliseconds; injected by tests. */
  now?: (() => number) | undefined
  /** In [0, 1), for the jitter of retries. */
  random?: (() => number) | undefined
  fetch?: typeof fetch | undefined
}

export interface ModelStatus {
  configured: boolean
  /** It failed too often, and is not asked for a while. */
  resting: boolean
  /** The model's name, once known. */
  name?: string
  /** For a reader. */
  message: string
  /** Calls that failed one after the other, once they were too many to try on; 0 again after one that succeeds. */
  failures: number
}

export interface ModelProbe {
  ok: boolean
  latencyMs: number
  message: string
}

export interface Models {
  /** What is known without asking the provider. */
  status(): ModelStatus
  /**
   * Streams one answer. Deltas in order, then one `usage`. Throws ModelError, or `signal.reason` when the caller
   * aborted. Leaving the loop early stops the provider's call.
   */
  streamText(request: ModelRequest & { signal?: AbortSignal | undefined }): AsyncGenerator<ModelPart>
  /** Really asks the provider, for the health check: lists its models. Never throws. */
  probe(signal?: AbortSignal): Promise<ModelProbe>
}

const BREAKER = { threshold: 5, cooldownMs: 30_000 }
const PROBE_TIMEOUT_MS = 3_000
const NOT_CONFIGURED = 'No language model is configured; answers quote the documents'

/**
 * The language model as configured, or a stand-in that says that there is none. Nothing of prompts or answers is
 * ever logged. Throws a TypeError when the URL is not one.
 */
export function openModels(options: ModelOptions = {}): Models {
  if (options.url === undefined || options.url === '') return unconfigured
  const baseUrl = baseUrlOf(options.url)
  const key = options.key === '' ? undefined : options.key
  const { log, now = Date.now, random = Math.random, fetch: fetcher = fetch } = options
  const { metrics = openMetrics() } = options
  const timeouts = { ...DEFAULT_TIMEOUTS, ...options.timeouts }
  const breaker = createBreaker({ ...BREAKER, now })
  const budget = createRetryBudget()
  let name = options.model === '' ? undefined : options.model

  const resolveName = async (signal: AbortSignal) => {
    if (name !== undefined) return name
    const [first] = await listModels(baseUrl, key, signal, fetcher)
    if (first === undefined) throw new ModelError('model_refused', 'The endpoint lists no model; name one')
    name = first
    return first
  }

  async function* streamText(request: ModelRequest & { signal?: AbortSignal | undefined }): AsyncGenerator<ModelPart> {
    request.signal?.throwIfAborted()
    const probing = enter(breaker)
    budget.earn()
    const started = now()
    using deadline = startDeadline(timeouts, request.signal)
    let settled = false
    let tokens = false
    let outcome: string = 'cancelled'
    try {
      for (let retries = 0; ; retries += 1) {
        try {
          const model = await deadline.race(resolveName(deadline.signal))
          const parts = iterateInSpan('model call', { 'gen_ai.request.model': model }, () =>
            attempt({ baseUrl, key, model, fetcher }, request, deadline),
          )
          for await (const part of parts) {
            if (part.type === 'delta' && !tokens) metrics.modelFirstToken.observe((now() - started) / 1000)
            tokens ||= part.type === 'delta'
            if (part.type === 'usage') {
              settled = true
              outcome = 'ok'
              metrics.modelTokens.inc({ direction: 'input' }, part.inputTokens)
              metrics.modelTokens.inc({ direction: 'output' }, part.outputTokens)
              breaker.succeed()
              log?.info({ model, tookMs: now() - started, retries, ...part }, 'model answered')
            }
            yield part
          }
          return
        } catch (error) {
          if (!(error instanceof ModelError)) throw error
          const delay = tokens || probing ? undefined : retryDelay(error, retries, random())
          if (delay === undefined || !budget.spend()) {
            settled = true
            outcome = error.code
            // A refusal is about this request or its key; the provider itself is well.
            if (error.code === 'model_refused') breaker.release()
            else breaker.fail()
            log?.warn({ code: error.code, status: error.status, tookMs: now() - started, retries }, 'model failed')
            throw error
          }
          metrics.modelRetries.inc()
          await deadline.race(sleep(delay, undefined, { signal: deadline.signal }))
        }
      }
    } finally {
      if (!settled) breaker.release()
      metrics.modelCalls.inc({ outcome })
      metrics.modelDuration.observe((now() - started) / 1000)
    }
  }

  return {
    status() {
      const label = name ?? 'the first model listed'
      const failures = breaker.state() === 'closed' ? 0 : breaker.failures()
      const base = { configured: true, resting: false, failures, ...(name === undefined ? {} : { name }) }
      const host = new URL(baseUrl).host
      if (breaker.state() === 'open') {
        return {
          ...base,
          resting: true,
          message: `${label} at ${host} failed ${failures} times in a row and is left to rest`,
        }
      }
      return { ...base, message: `${label} at ${host}` }
    },
    streamText,
    async probe(signal) {
      const started = performance.now()
      const limit = AbortSignal.timeout(PROBE_TIMEOUT_MS)
      const both = signal === undefined ? limit : AbortSignal.any([signal, limit])
      const tell = (ok: boolean, message: string) => ({
        ok,
        latencyMs: Math.round(performance.now() - started),
        message,
      })
      try {
        const names = await listModels(baseUrl, key, both, fetcher)
        if (name === undefined) return tell(names.length > 0, names[0] ?? 'The endpoint lists no model; name one')
        return tell(true, name)
      } catch (error) {
        if (limit.aborted) return tell(false, `No answer within ${PROBE_TIMEOUT_MS / 1000} s`)
        // Some endpoints have no list of models and are well all the same.
        if (error instanceof ModelError && error.status === 404 && name !== undefined) return tell(true, name)
        return tell(false, error instanceof Error ? error.message : 'The check was cancelled')
      }
    },
  }
}

/** True when the call is the one that tries whether the provider has recovered. Throws while the breaker is open. */
function enter(breaker: Breaker): boolean {
  const entry = breaker.enter()
  if (entry.ok) return entry.probe
  throw new ModelError('model_unavailable', 'The language model failed repeatedly and is left to rest', {
    retryAfter: Math.ceil(entry.retryAfterMs / 1000),
  })
}

const unconfigured: Models = {
  status: () => ({ configured: false, resting: false, message: NOT_CONFIGURED, failures: 0 }),
  // biome-ignore lint/correctness/useYield: it fails before the first part, at the first next() like the real one.
  async *streamText() {
    throw new ModelError('model_unavailable', NOT_CONFIGURED, { retryable: false })
  },
  probe: async () => ({ ok: true, latencyMs: 0, message: NOT_CONFIGURED }),
}
