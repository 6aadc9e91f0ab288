import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { answerFromPassages, type ChatMessage } from './scripted-answer.ts'

export type ScriptedFault =
  /** 429 with Retry-After. */
  | 'rate-limit'
  /** `status`, 500 unless told otherwise. */
  | 'error'
  /** Accepts the request and never answers. */
  | 'hang'
  /** Cuts the connection before a byte of the answer. */
  | 'refuse-connection'
  /** The rest happen after `afterChunks` chunks of a good answer. */
  | 'reset'
  | 'stall'
  | 'truncate'
  | 'garbage'
  | 'invalid-json'
  | 'error-event'
  | 'endless'
  /** A whole answer with nothing in it. */
  | 'empty'
  /** Finishes with `content_filter`. */
  | 'content-filter'

export interface Script {
  /** Milliseconds before the first token. */
  ttftMs?: number
  /** Milliseconds between tokens. */
  gapMs?: number
  /** What to say; default: an honest answer from the numbered passages of the prompt. */
  text?: string
  fault?: ScriptedFault
  afterChunks?: number
  status?: number
  /** Seconds, or a date. */
  retryAfter?: number | string
}

export interface ScriptedCall {
  messages: ChatMessage[]
  stream: boolean
  /** The client closed the connection before the answer was complete. */
  aborted: boolean
  done: boolean
}

export interface ScriptedModel {
  /** Base URL, ends with /v1. */
  url: string
  port: number
  calls: ScriptedCall[]
  /** Replaces the script of every later call. */
  set(script: Script): void
  /** Scripts for the next calls, one each, before the standing one applies again. */
  next(...scripts: Script[]): void
  close(): Promise<void>
}

const MODEL = 'scripted'
const LARGEST_BODY = 20_000_000

/**
 * A real HTTP server on loopback that speaks OpenAI's `/v1/models` and `/v1/chat/completions` (streamed or whole, with
 * usage). Its behaviour is set by `set` and `next`, or over HTTP by other processes: `POST /control` with
 * `{set?: Script, next?: Script[]}`, `GET /control` → `{calls, aborted, done}`.
 */
export async function startScriptedModel(options: { port?: number; script?: Script } = {}): Promise<ScriptedModel> {
  const calls: ScriptedCall[] = []
  const queue: Script[] = []
  let standing: Script = options.script ?? {}

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy())
  })
  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname
    if (path === '/v1/models') return json(response, 200, { object: 'list', data: [{ id: MODEL, object: 'model' }] })
    if (path === '/control' && request.method === 'GET') {
      const count = (key: 'aborted' | 'done') => calls.filter((call) => call[key]).length
      return json(response, 200, { calls: calls.length, aborted: count('aborted'), done: count('done') })
    }
    const body = await readJson(request)
    if (body === undefined) return json(response, 400, { error: { message: 'body is not JSON' } })
    if (path === '/control' && request.method === 'POST') {
      const control = body as { set?: Script; next?: Script[] }
      if (control.set !== undefined) standing = control.set
      queue.push(...(control.next ?? []))
      return json(response, 200, {})
    }
    if (path !== '/v1/chat/completions') return json(response, 404, { error: { message: 'no such route' } })
    const { messages, stream = false } = body as { messages?: unknown; stream?: boolean }
    if (!Array.isArray(messages)) return json(response, 400, { error: { message: 'messages must be a list' } })
    const call: ScriptedCall = { messages: messages.map(toMessage), stream, aborted: false, done: false }
    calls.push(call)
    response.once('close', () => {
      call.done = response.writableFinished
      call.aborted = !response.writableFinished && !cut.has(response)
    })
    await answer(call, queue.shift() ?? standing, response)
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/v1`,
    port,
    calls,
    set(script) {
      standing = script
    },
    next(...scripts) {
      queue.push(...scripts)
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Responses whose connection the script itself cut, so that they do not count as aborted by the client. */
const cut = new WeakSet<ServerResponse>()

function cutOff(response: ServerResponse): void {
  cut.add(response)
  response.socket?.resetAndDestroy()
}

async function answer(call: ScriptedCall, script: Script, response: ServerResponse): Promise<void> {
  const closed = new AbortController()
  response.once('close', () => closed.abort())
  const pause = (ms: number) => (ms > 0 ? sleep(ms, undefined, { signal: closed.signal }) : undefined)
  const forever = () => new Promise<void>((resolve) => response.once('close', resolve))
  const { fault } = script

  await pause(script.ttftMs ?? 0)
  if (fault === 'rate-limit') {
    response.setHeader('retry-after', String(script.retryAfter ?? 1))
    return json(response, 429, { error: { message: 'slow down', type: 'rate_limit' } })
  }
  if (fault === 'error') {
    if (script.retryAfter !== undefined) response.setHeader('retry-after', String(script.retryAfter))
    return json(response, script.status ?? 500, { error: { message: 'scripted failure', type: 'server_error' } })
  }
  if (fault === 'hang') return forever()
  if (fault === 'refuse-connection') return cutOff(response)

  const text = fault === 'empty' ? '' : (script.text ?? answerFromPassages(call.messages))
  const pieces = text.match(/\s*\S+|\s+$/g) ?? []
  const promptTokens = Math.ceil(call.messages.reduce((sum, message) => sum + message.content.length, 0) / 4)
  const usage = (tokens: number) => ({
    prompt_tokens: promptTokens,
    completion_tokens: tokens,
    total_tokens: promptTokens + tokens,
  })
  const finish = fault === 'content-filter' ? 'content_filter' : 'stop'
  if (!call.stream) {
    const message = { role: 'assistant', content: text }
    const choices = [{ index: 0, message, finish_reason: finish }]
    const head = { id: 'scripted', object: 'chat.completion', created: 0, model: MODEL }
    return json(response, 200, { ...head, choices, usage: usage(pieces.length) })
  }

  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
  const base = { id: 'scripted', object: 'chat.completion.chunk', created: 0, model: MODEL }
  const send = async (data: unknown) => {
    const line = `data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`
    if (!response.write(line))
      await new Promise<void>((resolve) => response.once('drain', resolve).once('close', resolve))
  }
  const sendPiece = (content: string) =>
    send({ ...base, choices: [{ index: 0, delta: { content }, finish_reason: null }] })
  await send({ ...base, choices: [{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }] })

  const turns = fault === undefined ? Number.POSITIVE_INFINITY : (script.afterChunks ?? 0)
  for (const [index, piece] of pieces.entries()) {
    if (index >= turns) break
    if (index > 0) await pause(script.gapMs ?? 0)
    if (closed.signal.aborted) return
    await sendPiece(piece)
  }
  switch (fault) {
    case 'reset':
      await pause(10)
      return cutOff(response)
    case 'stall':
      return forever()
    case 'truncate':
      response.end()
      return
    case 'garbage':
      response.end(Buffer.from([0xff, 0xfe, 0x00, 0x80, 0x81, 0x0a, 0x0a, 0xc3, 0x28, 0x0a, 0x0a]))
      return
    case 'invalid-json':
      await send('{"choices": [{"delta": {"content": ')
      response.end()
      return
    case 'error-event':
      await send({ error: { message: 'scripted failure', type: 'server_error' } })
      response.end()
      return
    case 'endless':
      while (!closed.signal.aborted) {
        await sendPiece(' and so on')
        await sleep(script.gapMs ?? 1)
      }
      return
  }
  await send({ ...base, choices: [{ index: 0, delta: {}, finish_reason: finish }] })
  await send({ ...base, choices: [], usage: usage(pieces.length) })
  await send('[DONE]')
  response.end()
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

async function readJson(request: IncomingMessage): Promise<object | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size > LARGEST_BODY) return undefined
    chunks.push(chunk)
  }
  try {
    const value: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'))
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

/** A message's content may be a list of parts; only text parts matter here. */
function toMessage(value: unknown): ChatMessage {
  const { role, content } = (value ?? {}) as { role?: unknown; content?: unknown }
  const parts = Array.isArray(content) ? content : [{ text: content }]
  const text = parts.map((part) => (typeof part?.text === 'string' ? part.text : '')).join('')
  return { role: typeof role === 'string' ? role : 'user', content: text }
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '4010' },
      ttft: { type: 'string', default: '0' },
      gap: { type: 'string', default: '0' },
      text: { type: 'string' },
    },
  })
  const script: Script = { ttftMs: Number(values.ttft), gapMs: Number(values.gap) }
  if (values.text !== undefined) script.text = values.text
  const model = await startScriptedModel({ port: Number(values.port), script })
  process.stdout.write(`scripted model at ${model.url}\n`)
}
