import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type ScriptedModel, startScriptedModel } from '../testing/index.ts'
import { ModelError, type ModelOptions, openModels } from './index.ts'

// Property tests and hostile inputs take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

const messages = [{ role: 'user', content: 'Say something.' }] as const
let provider: ScriptedModel
beforeEach(async () => {
  provider = await startScriptedModel({ script: { text: 'Glass bonds to bone [1].' } })
})
afterEach(() => provider.close())

const open = (options: ModelOptions = {}) => openModels({ url: provider.url, random: () => 0, ...options })

async function collect(models: ReturnType<typeof open>, signal?: AbortSignal) {
  let text = ''
  let usage: object | undefined
  for await (const part of models.streamText({ messages, signal })) {
    if (part.type === 'delta') text += part.text
    else usage = part
  }
  return { text, usage }
}

async function failure(models: ReturnType<typeof open>): Promise<ModelError> {
  const error = await collect(models).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(ModelError)
  return error as ModelError
}

const until = async (done: () => boolean) => {
  for (let tries = 0; tries < 500 && !done(); tries += 1) await new Promise((resolve) => setTimeout(resolve, 10))
}

test('streams the deltas and then the usage, using the first model that the endpoint lists', async () => {
  const models = open()
  const { text, usage } = await collect(models)
  expect(text).toBe('Glass bonds to bone [1].')
  expect(usage).toEqual({ type: 'usage', inputTokens: 4, outputTokens: 5 })
  expect(models.status()).toMatchObject({ configured: true, name: 'scripted' })
})

test('sends system messages, token limit and temperature to the provider', async () => {
  const bodies: string[] = []
  const models = open({
    model: 'other',
    fetch: (input, init) => {
      bodies.push(String(init?.body))
      return fetch(input, init)
    },
  })
  const request = {
    messages: [{ role: 'system', content: 'Be brief.' }, ...messages],
    maxOutputTokens: 50,
    temperature: 0,
  }
  for await (const _ of models.streamText(request as Parameters<typeof models.streamText>[0])) void _
  expect(JSON.parse(bodies[0] ?? '')).toMatchObject({
    model: 'other',
    messages: [{ role: 'system', content: 'Be brief.' }, messages[0]],
    max_tokens: 50,
    temperature: 0,
    stream: true,
  })
})

test('says that nothing is configured, and fails without retry when asked all the same', async () => {
  const models = openModels()
  expect(models.status()).toEqual({
    configured: false,
    resting: false,
    failures: 0,
    message: expect.stringContaining('No language model'),
  })
  await expect(collect(models)).rejects.toMatchObject({ code: 'model_unavailable', retryable: false })
  expect(await models.probe()).toMatchObject({ ok: true })
})

test('refuses a URL that is none, and accepts the forms people write', () => {
  expect(() => openModels({ url: 'nonsense' })).toThrow(/complete http/)
  expect(() => openModels({ url: 'ftp://host/v1' })).toThrow(/ftp/)
  for (const url of ['http://127.0.0.1:9/', 'http://127.0.0.1:9/v1/', 'http://127.0.0.1:9/v1/chat/completions']) {
    expect(openModels({ url, model: 'm' }).status().message).toBe('m at 127.0.0.1:9')
  }
})

test.each([
  ['model_rate_limited', { fault: 'rate-limit', retryAfter: 60 }, true],
  ['model_refused', { fault: 'error', status: 401 }, false],
  ['model_refused', { fault: 'error', status: 400 }, false],
  ['model_refused', { fault: 'content-filter', afterChunks: 2 }, false],
  ['model_unavailable', { fault: 'reset', afterChunks: 2 }, true],
  ['model_protocol', { fault: 'truncate', afterChunks: 2 }, true],
  ['model_unavailable', { fault: 'error-event', afterChunks: 1 }, true],
  ['model_protocol', { fault: 'empty' }, true],
  ['model_protocol', { text: ' ... \n' }, true],
  ['model_protocol', { fault: 'invalid-json', afterChunks: 1 }, true],
  ['model_timeout', { fault: 'hang' }, true],
  ['model_timeout', { fault: 'stall', afterChunks: 2 }, true],
  ['model_timeout', { fault: 'endless' }, true],
] as const)('%s when the provider does %o', async (code, script, retryable) => {
  provider.set(script)
  const error = await failure(
    code === 'model_timeout' ? open({ timeouts: { firstTokenMs: 300, gapMs: 150, totalMs: 600 } }) : open(),
  )
  expect(error).toMatchObject({ code, retryable })
  expect(provider.calls).toHaveLength(1)
})

test('garbage bytes end as a failure of the protocol or the connection, never as an answer', async () => {
  provider.set({ fault: 'garbage', afterChunks: 0 })
  expect(['model_protocol', 'model_unavailable']).toContain((await failure(open())).code)
})

test('retries 429 and 5xx before the first token, at most twice', async () => {
  provider.next({ fault: 'rate-limit', retryAfter: 0 }, { fault: 'error', status: 503 })
  expect((await collect(open())).text).toContain('Glass')
  expect(provider.calls).toHaveLength(3)

  provider.set({ fault: 'error' })
  expect((await failure(open())).code).toBe('model_unavailable')
  expect(provider.calls).toHaveLength(6)
})

test('waits as long as Retry-After asks', async () => {
  provider.next({ fault: 'rate-limit', retryAfter: 1 })
  const started = performance.now()
  await collect(open())
  expect(performance.now() - started).toBeGreaterThan(950)
})

test('retries stop adding load once the budget of a tenth is spent', async () => {
  provider.set({ fault: 'error' })
  let clock = 0
  const models = open({ now: () => clock })
  for (let call = 0; call < 40; call += 1) {
    clock += 31_000
    await failure(models)
  }
  // A reserve of four, and a tenth of forty.
  expect(provider.calls.length - 40).toBeLessThanOrEqual(8)
})

test('rests after five failures in a row, tries once after 30 s, and closes on success', async () => {
  let clock = 0
  const models = open({ now: () => clock })
  provider.set({ fault: 'empty' })
  for (let call = 0; call < 5; call += 1) await failure(models)
  const before = provider.calls.length
  expect(await failure(models)).toMatchObject({ code: 'model_unavailable', retryAfter: 30 })
  expect(provider.calls).toHaveLength(before)
  expect(models.status().message).toContain('left to rest')

  clock = 30_000
  await failure(models)
  expect(await failure(models)).toMatchObject({ retryAfter: 30 })
  clock = 60_000
  provider.set({ text: 'Well again.' })
  expect((await collect(models)).text).toBe('Well again.')
  expect((await collect(models)).text).toBe('Well again.')
})

test('an abort stops the provider’s call at once and throws the caller’s reason', async () => {
  provider.set({ text: 'one two three four', gapMs: 20_000 })
  const controller = new AbortController()
  const running = collect(open(), controller.signal)
  await until(() => provider.calls.length === 1)
  controller.abort(new Error('no longer wanted'))
  await expect(running).rejects.toThrow('no longer wanted')
  await until(() => provider.calls[0]?.aborted === true)
  expect(provider.calls[0]).toMatchObject({ aborted: true, done: false })
})

test('leaving the loop stops the provider’s call', async () => {
  provider.set({ fault: 'endless' })
  for await (const part of open().streamText({ messages })) if (part.type === 'delta') break
  await until(() => provider.calls[0]?.aborted === true)
  expect(provider.calls[0]?.aborted).toBe(true)
})

test('repairs text that cannot be stored', async () => {
  provider.set({ text: 'a\0b \ud83d c \ud83d\ude00' })
  expect((await collect(open())).text).toBe('ab \ufffd c \ud83d\ude00')
})

test('logs neither prompt nor answer', async () => {
  const lines: string[] = []
  const write = (fields: object, message: string) => lines.push(JSON.stringify({ ...fields, message }))
  const models = open({ log: { info: write, warn: write } })
  await collect(models)
  provider.set({ fault: 'error', status: 400 })
  const error = await failure(models)
  expect(lines).toHaveLength(2)
  expect(lines.join() + JSON.stringify(error) + error.stack).not.toMatch(/Say something|Glass/)
})

test('the probe really asks', async () => {
  const models = open()
  expect(await models.probe()).toMatchObject({ ok: true, message: 'scripted' })
  await provider.close()
  expect(await models.probe()).toMatchObject({ ok: false, message: 'The language model cannot be reached' })
  provider = await startScriptedModel()
})
