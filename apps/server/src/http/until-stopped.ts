interface Spread {
  /** Milliseconds over which the ends of all streams are spread, so that their watchers do not come back all at once. */
  overMs: number
  /** From 0 to 1, as `Math.random`. */
  random(): number
}

const reconnectMs = { least: 500, spread: 2000 }

/**
 * The same response of server-sent events, whose body ends some time after `stopping` fires. It ends without the stream's
 * own last word, so that a watcher takes it for a lost connection and reconnects to where the run goes on; when, is named
 * by a `retry`. Each event becomes one piece, which tRPC hands over line by line.
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
        // Never within an event, which would end there and count as whole: only whole ones were handed on.
        controller.enqueue(retryAfter(reconnectMs.least + random() * reconnectMs.spread))
        controller.close()
      }
      endSoon = () => {
        timer = setTimeout(end, random() * overMs)
      }
      if (stopping.aborted) end()
      else stopping.addEventListener('abort', endSoon)
    },
    async pull(controller) {
      const { event, done } = await readEvent(reader)
      if (ended) return
      if (event.byteLength > 0) controller.enqueue(event)
      if (!done) return
      finish()
      controller.close()
    },
    async cancel(reason) {
      finish()
      await reader.cancel(reason)
    },
  })
  const { status, headers } = response
  return new Response(body, { status, headers })
}

const lineFeed = 10

/** The pieces up to the next empty line, which ends an event. */
async function readEvent(reader: ReadableStreamDefaultReader<Uint8Array>) {
  const pieces: Uint8Array[] = []
  for (;;) {
    const { done, value } = await reader.read()
    if (value) pieces.push(value)
    if (done || (value.at(-1) === lineFeed && value.at(-2) === lineFeed)) return { event: Buffer.concat(pieces), done }
  }
}

const retryAfter = (ms: number) => new TextEncoder().encode(`retry: ${Math.round(ms)}\n\n`)
