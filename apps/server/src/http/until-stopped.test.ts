import { expect, it } from 'vitest'
import { untilStopped } from './until-stopped.ts'

const atOnce = { overMs: 0, random: () => 0.5 }

/** What a client has read when `pieces` were sent and then the server stopped. */
async function readUntilStopped(...pieces: string[]): Promise<string> {
  const stopping = new AbortController()
  let cancelled = false
  const source = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece))
    },
    cancel() {
      cancelled = true
    },
  })
  const { body } = untilStopped(new Response(source), stopping.signal, atOnce)
  let text = ''
  const decoder = new TextDecoder()
  for await (const part of body ?? []) {
    text += decoder.decode(part)
    if (text === pieces.join('')) stopping.abort()
  }
  expect(cancelled).toBe(true)
  return text
}

it('a stream that is stopped between two events says when to come back, and not that it is over', async () => {
  expect(await readUntilStopped('data: 1\n', 'id: 1\n', '\n\n')).toBe('data: 1\nid: 1\n\n\nretry: 1500\n\n')
})

it('nothing is put into the middle of an event, which would count as whole', async () => {
  expect(await readUntilStopped('data: 1\n', 'id: 1\n')).toBe('data: 1\nid: 1\n')
})

it('a stream that ends by itself ends as it is', async () => {
  const body = untilStopped(new Response('event: return\n\n'), new AbortController().signal, atOnce)
  expect(await body.text()).toBe('event: return\n\n')
})

it('a stream that is begun after the stop ends at once', async () => {
  const endless = new ReadableStream<Uint8Array>({ pull: () => new Promise(() => {}) })
  expect(await untilStopped(new Response(endless), AbortSignal.abort(), atOnce).text()).toBe('retry: 1500\n\n')
})
