import { errorOfStatus, ModelError } from './model-error.ts'

/**
 * The base of an OpenAI-compatible API from what an administrator wrote: `http://host:11434`, `…/v1`, `…/v1/` and
 * `…/v1/chat/completions` all work. Throws a TypeError naming the fault when it is not an http(s) URL.
 */
export function baseUrlOf(url: string): string {
  let parsed: URL
  try {
    parsed = new URL(url)
  } catch {
    throw new TypeError('the model URL must be a complete http or https address')
  }
  if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:') {
    throw new TypeError(`the model URL must start with http: or https:, not ${parsed.protocol}`)
  }
  const path = parsed.pathname.replace(/\/+$/, '')
  const base = path.endsWith('/chat/completions') ? path.slice(0, -'/chat/completions'.length) : path || '/v1'
  return `${parsed.origin}${base}`
}

const LARGEST_LIST = 5_000_000

/** Model names that the endpoint lists, in its order. Throws ModelError, or the signal's reason when it aborts. */
export async function listModels(
  baseUrl: string,
  key: string | undefined,
  signal: AbortSignal,
  fetcher: typeof fetch,
): Promise<string[]> {
  let response: Response
  let body: string
  try {
    response = await fetcher(`${baseUrl}/models`, {
      headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
      signal,
    })
    body = await response.text()
  } catch {
    if (signal.aborted) throw signal.reason
    throw new ModelError('model_unavailable', 'The language model cannot be reached')
  }
  if (!response.ok) throw errorOfStatus(response.status, response.headers.get('retry-after'))
  const names = body.length > LARGEST_LIST ? undefined : namesIn(body)
  if (names === undefined) {
    throw new ModelError('model_protocol', 'The language model’s list of models is not one')
  }
  return names
}

function namesIn(body: string): string[] | undefined {
  try {
    const list: unknown = JSON.parse(body)
    const data = typeof list === 'object' && list !== null && 'data' in list ? list.data : undefined
    if (!Array.isArray(data)) return undefined
    return data.map((entry) => entry?.id).filter((id): id is string => typeof id === 'string' && id !== '')
  } catch {
    return undefined
  }
}
