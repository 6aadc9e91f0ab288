/** A client of the API over HTTP, as any program would be one. */
export interface Client {
  query<T>(procedure: string, input?: object): Promise<T>
  mutate<T>(procedure: string, input: object): Promise<T>
  /** The events of a subscription, one by one as they arrive; ends with the stream, or when it is left. */
  events(procedure: string, input: object): AsyncGenerator<StreamEvent>
  /** @returns the answer to a multipart upload */
  upload(collectionId: string, files: Record<string, Blob>): Promise<Response>
  /** Any other address, with the client's rights. */
  fetch(path: string): Promise<Response>
}

export interface StreamEvent {
  id: string | undefined
  // biome-ignore lint/suspicious/noExplicitAny: a test looks at what it expects
  data: any
}

export const account = { name: 'Mara Lindqvist', email: 'mara@example.org', password: 'tidal heron 42 lamps' }

/** Sets the server up with its first account. */
export async function firstClient(base: string, setupCode: string): Promise<Client> {
  await call(base, {}, 'POST', 'auth.setup', { setupCode, ...account })
  return await signedIn(base)
}

/** A client of the first account, by a token of its own. */
export async function signedIn(base: string): Promise<Client> {
  const { email, password } = account
  const { accessToken } = await call<{ accessToken: string }>(base, {}, 'POST', 'auth.token', { email, password })
  const headers = { authorization: `Bearer ${accessToken}` }
  return {
    query: (procedure, input) => call(base, headers, 'GET', procedure, input),
    mutate: (procedure, input) => call(base, headers, 'POST', procedure, input),
    events: (procedure, input) => events(`${base}/trpc/${procedure}?input=${encode(input)}`, headers),
    fetch: (path) => fetch(base + path, { headers }),
    upload(collectionId, files) {
      const form = new FormData()
      for (const [name, content] of Object.entries(files)) form.append('files', content, name)
      return fetch(`${base}/api/documents?collectionId=${collectionId}`, { method: 'POST', headers, body: form })
    },
  }
}

const encode = (input: object) => encodeURIComponent(JSON.stringify(input))

async function call<T>(
  base: string,
  headers: Record<string, string>,
  method: 'GET' | 'POST',
  procedure: string,
  input: object = {},
): Promise<T> {
  const url = `${base}/trpc/${procedure}`
  const response =
    method === 'GET'
      ? await fetch(`${url}?input=${encode(input)}`, { headers })
      : await fetch(url, {
          method,
          headers: { ...headers, 'content-type': 'application/json' },
          body: JSON.stringify(input),
        })
  const text = await response.text()
  if (!response.ok) throw new Error(`${procedure} answered ${response.status}: ${text.slice(0, 500)}`)
  return JSON.parse(text).result.data
}

async function* events(url: string, headers: Record<string, string>): AsyncGenerator<StreamEvent> {
  const leaving = new AbortController()
  const response = await fetch(url, { headers: { ...headers, accept: 'text/event-stream' }, signal: leaving.signal })
  if (!response.ok || !response.body) throw new Error(`${url} answered ${response.status}`)
  let buffered = ''
  try {
    for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
      buffered += text
      const blocks = buffered.split('\n\n')
      buffered = blocks.pop() ?? ''
      for (const block of blocks) {
        const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, 'm').exec(block)?.[1]
        const data = field('data')
        // Signs of life and the greeting have no data of the subscription.
        if (data && !field('event')) yield { id: field('id'), data: JSON.parse(data) }
      }
    }
  } finally {
    leaving.abort()
  }
}

const question = 'Who explained the dance of the honeybee?'
const text =
  'Karl von Frisch explained the waggle dance of the honeybee. The dance tells other bees the direction and the distance of food.'

/** A collection with one indexed document. @returns its id */
export async function fillLibrary(client: Client): Promise<string> {
  const { id } = await client.mutate<{ id: string }>('collections.create', { name: 'Bees' })
  await client.mutate('documents.addText', { collectionId: id, items: [{ title: 'The dance', text }] })
  for (;;) {
    const { counts } = await client.query<{ counts: Record<string, number> }>('collections.get', { id })
    if (counts.failed) throw new Error('the document could not be indexed')
    if (counts.indexed === 1) return id
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

/** Asks something that the document of `fillLibrary` answers. */
export const ask = (client: Client, collectionId: string) =>
  client.mutate<{ queryId: string; runId: string }>('search.ask', {
    question,
    collectionIds: [collectionId],
    mode: 'standard',
  })
