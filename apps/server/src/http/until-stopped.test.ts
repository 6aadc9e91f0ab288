import { expect, it } from 'vitest'
import { untilStopped } from './until-stopped.ts'

const atOnce = { overMs: 0, random: () => 0.5 }

/** The pieces that a client has read when `pieces` were sent, and then the server stopped. */
async function readUntilStopped(...pieces: string[]): Promise<string[]> {
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
  setTimeout(() => stopping.abort(), 20)
  const read: string[] = []
  const decoder = new TextDecoder()
  for await (const part of body ?? []) read.push(decoder.decode(part))
  expect(cancelled).toBe(true)
  return read
}

it('a stream that is stopped says when to come back, and not that it is over', async () => {
  const events = ['data: 1\n', 'id: 1\n', '\n\n', 'data: 2\n', '\n\n']
  expect(await readUntilStopped(...events)).toEqual(['data: 1\nid: 1\n\n\n', 'data: 2\n\n\n', 'retry: 1500\n\n'])
})

it('an event that is not whole is not handed on, and nothing is put into its middle', async () => {
  expect(await readUntilStopped('data: 1\n', '\n\n', 'data: 2\n', 'id: 2\n')).toEqual([
    'data: 1\n\n\n',
    'retry: 1500\n\n',
  ])
})

it('a stream that ends by itself ends as it is', async () => {
  const body = untilStopped(new Response('event: return\n\n'), new AbortController().signal, atOnce)
  expect(await body.text()).toBe('event: return\n\n')
})

it('a stream that is begun after the stop ends at once', async () => {
  const endless = new ReadableStream<Uint8Array>({ pull: () => new Promise(() => {}) })
  expect(await untilStopped(new Response(endless), AbortSignal.abort(), atOnce).text()).toBe('retry: 1500\n\n')
})
