import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type ScriptedModel, startScriptedModel } from './index.ts'

// Property tests and hostile inputs take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

let model: ScriptedModel
beforeEach(async () => {
  model = await startScriptedModel({ script: { text: 'one two three' } })
})
afterEach(() => model.close())

const chat = (body: unknown) =>
  fetch(`${model.url}/chat/completions`, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
const messages = [{ role: 'user', content: 'Hello' }]

test('lists its model', async () => {
  const response = await fetch(`${model.url}/models`)
  expect(await response.json()).toMatchObject({ object: 'list', data: [{ id: 'scripted' }] })
})

test('answers whole', async () => {
  const response = await chat({ messages })
  expect(await response.json()).toMatchObject({
    object: 'chat.completion',
    choices: [{ message: { role: 'assistant', content: 'one two three' }, finish_reason: 'stop' }],
    usage: { completion_tokens: 3 },
  })
})

test('streams chunks, usage and [DONE]', async () => {
  const lines = (await (await chat({ messages, stream: true })).text()).split('\n\n').filter((line) => line !== '')
  expect(lines.at(-1)).toBe('data: [DONE]')
  const chunks = lines.slice(0, -1).map((line) => JSON.parse(line.slice('data: '.length)))
  expect(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('')).toBe('one two three')
  expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { completion_tokens: 3 } })
})

test('is scripted call by call, and from other processes', async () => {
  await fetch(new URL('/control', model.url), {
    method: 'POST',
    body: JSON.stringify({
      next: [
        { fault: 'rate-limit', retryAfter: 7 },
        { fault: 'error', status: 503 },
      ],
    }),
  })
  const limited = await chat({ messages })
  expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '7'])
  expect((await chat({ messages })).status).toBe(503)
  expect((await chat({ messages })).status).toBe(200)
  const stats = await (await fetch(new URL('/control', model.url))).json()
  expect(stats).toEqual({ calls: 3, aborted: 0, done: 3 })
})

test('notices a client that goes away', async () => {
  model.set({ fault: 'endless' })
  const controller = new AbortController()
  const response = await fetch(`${model.url}/chat/completions`, {
    method: 'POST',
    body: JSON.stringify({ messages, stream: true }),
    signal: controller.signal,
  })
  await response.body?.getReader().read()
  controller.abort()
  for (let tries = 0; tries < 500 && model.calls[0]?.aborted !== true; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  expect(model.calls[0]?.aborted).toBe(true)
})

test('refuses what is not a chat request', async () => {
  expect((await chat('{')).status).toBe(400)
  expect((await chat({})).status).toBe(400)
  expect((await fetch(new URL('/v1/embeddings', model.url), { method: 'POST', body: '{}' })).status).toBe(404)
})

test('runs beside a server from the command line', async () => {
  const script = fileURLToPath(new URL('./scripted-model.ts', import.meta.url))
  const child = spawn(process.execPath, [script, '--port', '0', '--gap', '1'], { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const [line] = await once(child.stdout, 'data')
    const url = /http:\S+/.exec(String(line))?.[0] ?? ''
    expect((await fetch(`${url}/models`)).status).toBe(200)
  } finally {
    child.kill()
    await once(child, 'exit')
  }
})
