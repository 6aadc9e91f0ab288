interface Spread {
  /** Milliseconds over which the ends of all streams are spread, so that their watchers do not come back all at once. */
  overMs: number
  /** From 0 to 1, as `Math.random`. */
  random(): number
}

const lineFeed = 10
const reconnectMs = { least: 500, spread: 2000 }

/**
 * The same response, whose body ends some time after `stopping` fires. It ends without the stream's own last word, so that
 * a watcher takes it for a lost connection and reconnects to where the run goes on; when, is named by a `retry` of
 * server-sent events.
 */
export function untilStopped(
  response: Response,
  stopping: AbortSignal,
  { overMs, random }: Spread = { overMs: 1000, random: Math.random },
): Response {
  if (!response.body) return response
  const reader = response.body.getReader()
  let timer: NodeJS.Timeout | undefined
  let ended = false
  // A line put into the middle of an event would end it early, and without its id.
  let betweenEvents = true
  let endSoon: () => void = () => {}
  const finish = () => {
    ended = true
    clearTimeout(timer)
    stopping.removeEventListener('abort', endSoon)
  }
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const end = () => {
        if (ended) return
        finish()
        void reader.cancel().catch(() => {})
        if (betweenEvents) controller.enqueue(retryAfter(reconnectMs.least + random() * reconnectMs.spread))
        controller.close()
      }
      endSoon = () => {
        timer = setTimeout(end, random() * overMs)
      }
      if (stopping.aborted) end()
      else stopping.addEventListener('abort', endSoon)
    },
    async pull(controller) {
      const { done, value } = await reader.read()
      if (ended) return
      if (done) {
        finish()
        return controller.close()
      }
      betweenEvents = value.at(-1) === lineFeed && value.at(-2) === lineFeed
      controller.enqueue(value)
    },
    async cancel(reason) {
      finish()
      await reader.cancel(reason)
    },
  })
  const { status, headers } = response
  return new Response(body, { status, headers })
}

const retryAfter = (ms: number) => new TextEncoder().encode(`retry: ${Math.round(ms)}\n\n`)
