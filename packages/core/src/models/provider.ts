import type { Deadline } from './deadline.ts'
import { ModelError, toModelError } from './model-error.ts'

export interface ModelMessage {
  role: 'system' | 'user' | 'assistant'
  content: string
}

export type ModelPart =
  | { type: 'delta'; text: string }
  /** Token counts of the call; 0 where the provider does not tell. */
  | { type: 'usage'; inputTokens: number; outputTokens: number }

export interface ModelRequest {
  messages: readonly ModelMessage[]
  maxOutputTokens?: number
  temperature?: number
}

export interface Target {
  baseUrl: string
  key: string | undefined
  model: string
  fetcher: typeof fetch
}

/** A provider that ignores the token limit is cut off here. */
const LONGEST_ANSWER = 1_000_000

/**
 * One attempt at one answer. Yields deltas of well-formed text without NUL, then the usage. Throws ModelError, or the
 * deadline's reason. The SDK is loaded on first use: it costs a server without a model nothing.
 */
export async function* attempt(target: Target, request: ModelRequest, deadline: Deadline): AsyncGenerator<ModelPart> {
  const [{ streamText }, { createOpenAICompatible }] = await Promise.all([
    import('ai'),
    import('@ai-sdk/openai-compatible'),
  ])
  // The SDK prints warnings with console.warn unless told otherwise.
  globalThis.AI_SDK_LOG_WARNINGS = false
  const provider = createOpenAICompatible({
    name: 'model',
    baseURL: target.baseUrl,
    ...(target.key === undefined ? {} : { apiKey: target.key }),
    fetch: target.fetcher,
    includeUsage: true,
  })
  const system = request.messages.filter((message) => message.role === 'system').map((message) => message.content)
  const turns = request.messages.flatMap(({ role, content }) => (role === 'system' ? [] : [{ role, content }]))
  const { fullStream } = streamText({
    model: provider.chatModel(target.model),
    ...(system.length === 0 ? {} : { instructions: system.join('\n\n') }),
    messages: turns,
    ...(request.maxOutputTokens === undefined ? {} : { maxOutputTokens: request.maxOutputTokens }),
    ...(request.temperature === undefined ? {} : { temperature: request.temperature }),
    maxRetries: 0,
    abortSignal: deadline.signal,
    // Its default prints the error, and with it the prompt.
    onError: () => {},
  })

  const iterator = fullStream[Symbol.asyncIterator]()
  const clean = createTextCleaner()
  let length = 0
  let meaningful = false
  let usage = { inputTokens: 0, outputTokens: 0 }
  try {
    for (;;) {
      const { done, value: part } = await deadline.race(iterator.next())
      if (done) break
      if (part.type === 'reasoning-delta') deadline.tick()
      if (part.type === 'text-delta') {
        deadline.tick()
        const text = clean.push(part.text)
        length += text.length
        if (length > LONGEST_ANSWER) throw new ModelError('model_protocol', 'The language model never ends its answer')
        meaningful ||= /[\p{L}\p{N}]/u.test(text)
        if (text !== '') yield { type: 'delta', text }
      }
      if (part.type === 'error') throw toModelError(part.error, length > 0)
      if (part.type === 'abort') throw deadline.signal.reason
      if (part.type === 'finish') {
        if (part.finishReason === 'content-filter') {
          throw new ModelError('model_refused', 'The language model declined to answer')
        }
        if (part.finishReason === 'error') {
          throw new ModelError('model_unavailable', 'The language model broke off in mid answer')
        }
        usage = { inputTokens: part.totalUsage.inputTokens ?? 0, outputTokens: part.totalUsage.outputTokens ?? 0 }
      }
    }
  } catch (error) {
    if (deadline.signal.aborted) throw deadline.signal.reason
    throw toModelError(error, length > 0)
  }
  if (!meaningful) throw new ModelError('model_protocol', 'The language model sent an empty answer')
  const rest = clean.end()
  if (rest !== '') yield { type: 'delta', text: rest }
  yield { type: 'usage', ...usage }
}

/** Joins surrogate pairs that were split between deltas, replaces lone ones, drops NUL (PostgreSQL stores neither). */
function createTextCleaner() {
  let held = ''
  const scrub = (text: string) => text.toWellFormed().replaceAll('\0', '')
  return {
    push(delta: string): string {
      const text = held + delta
      const last = text.charCodeAt(text.length - 1)
      const cut = last >= 0xd800 && last <= 0xdbff ? text.length - 1 : text.length
      held = text.slice(cut)
      return scrub(text.slice(0, cut))
    },
    end: () => scrub(held),
  }
}
