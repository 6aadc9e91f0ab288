import { ModelError } from './model-error.ts'

export interface ModelTimeouts {
  /** Until the first token, retries included, in milliseconds. */
  firstTokenMs: number
  /** Between two tokens. */
  gapMs: number
  /** For the whole answer. */
  totalMs: number
}

export const DEFAULT_TIMEOUTS: ModelTimeouts = { firstTokenMs: 60_000, gapMs: 30_000, totalMs: 600_000 }

export interface Deadline extends Disposable {
  /** Aborts when a limit is passed (reason: a ModelError) or the caller's signal aborts (reason: the caller's). */
  signal: AbortSignal
  /** A token came: from now on the gap counts. */
  tick(): void
  /** Settles as `promise` does, or rejects with the signal's reason as soon as that aborts. */
  race<T>(promise: Promise<T>): Promise<T>
}

const seconds = (ms: number) => `${Math.round(ms / 100) / 10} s`

/** Watches over one call to the model, its retries included. */
export function startDeadline(timeouts: ModelTimeouts, caller: AbortSignal | undefined): Deadline {
  const controller = new AbortController()
  const { signal } = controller
  const expire = (message: string) => controller.abort(new ModelError('model_timeout', message))

  const total = setTimeout(expire, timeouts.totalMs, `The language model took longer than ${seconds(timeouts.totalMs)}`)
  const armFirst = `The language model did not begin to answer within ${seconds(timeouts.firstTokenMs)}`
  let idle = setTimeout(expire, timeouts.firstTokenMs, armFirst)

  const onCallerAbort = () => controller.abort(caller?.reason)
  if (caller?.aborted) onCallerAbort()
  else caller?.addEventListener('abort', onCallerAbort, { once: true })

  let rejectAborted: (reason: unknown) => void = () => {}
  const aborted = new Promise<never>((_, reject) => {
    rejectAborted = reject
  })
  aborted.catch(() => {})
  if (signal.aborted) rejectAborted(signal.reason)
  else signal.addEventListener('abort', () => rejectAborted(signal.reason), { once: true })

  return {
    signal,
    tick() {
      clearTimeout(idle)
      idle = setTimeout(expire, timeouts.gapMs, `The language model fell silent for ${seconds(timeouts.gapMs)}`)
    },
    race: (promise) => Promise.race([promise, aborted]),
    [Symbol.dispose]() {
      clearTimeout(total)
      clearTimeout(idle)
      caller?.removeEventListener('abort', onCallerAbort)
      // Stops the provider's HTTP call when the consumer walked away in the middle of the stream.
      controller.abort(new ModelError('model_unavailable', 'The call has ended'))
    },
  }
}
