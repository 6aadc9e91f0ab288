/**
 * The same response, whose body ends when `stopping` fires. It ends without the stream's own last word, so that a
 * watcher takes it for a lost connection and reconnects to where the run goes on.
 */
export function untilStopped(response: Response, stopping: AbortSignal): Response {
  if (!response.body) return response
  const reader = response.body.getReader()
  let end: () => void = () => {}
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      end = () => {
        stopping.removeEventListener('abort', end)
        void reader.cancel().catch(() => {})
        controller.close()
      }
      if (stopping.aborted) end()
      else stopping.addEventListener('abort', end)
    },
    async pull(controller) {
      const { done, value } = await reader.read()
      if (stopping.aborted) return
      if (!done) return controller.enqueue(value)
      stopping.removeEventListener('abort', end)
      controller.close()
    },
    async cancel(reason) {
      stopping.removeEventListener('abort', end)
      await reader.cancel(reason)
    },
  })
  const { status, headers } = response
  return new Response(body, { status, headers })
}
