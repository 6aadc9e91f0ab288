import { setTimeout as sleep } from 'node:timers/promises'

export const setupCode = 'monitoring-setup-code'
export const admin = { email: 'admin@example.org', password: 'tidal heron 42 lamps' }

/** Waits until it is so; the time limit of the test is the only one. */
export async function until(isSo: () => Promise<boolean> | boolean, ms = 100): Promise<void> {
  while (!(await isSo())) await sleep(ms)
}

export interface Client {
  mutate<T>(procedure: string, input?: object): Promise<T>
  query<T>(procedure: string, input?: object): Promise<T>
  upload(collectionId: string, files: readonly { name: string; bytes: string }[]): Promise<void>
  ask(question: string, mode: string, collectionId: string): Promise<Asked>
  /** @returns how the query ended, once it has */
  ended(asked: Asked): Promise<string>
  /** Waits until every document of the collection is indexed or failed. */
  settled(collectionId: string): Promise<void>
}

interface Asked {
  queryId: string
  runId: string
}

interface Answer {
  result: { data: unknown }
  error?: { message: string; data: { code: string } }
}

/** The code of the error is its message. */
async function unwrap<T>(response: Response): Promise<T> {
  const { result, error } = (await response.json()) as Answer
  if (error) throw new Error(error.data.code, { cause: error.message })
  return result.data as T
}

/** A client over HTTP with a cookie jar, as a browser has one. */
export function openClient(base: string): Client {
  const cookies = new Map<string, string>()
  const send = async (path: string, init: RequestInit = {}) => {
    const cookie = [...cookies].map((pair) => pair.join('=')).join('; ')
    const headers = { origin: base, ...(cookie ? { cookie } : {}), ...(init.headers as Record<string, string>) }
    const response = await fetch(base + path, { ...init, headers })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      cookies.set(name, value)
    }
    return response
  }
  const mutate = async <T>(procedure: string, input: object = {}) => {
    const headers = { 'content-type': 'application/json' }
    return unwrap<T>(await send(`/trpc/${procedure}`, { method: 'POST', body: JSON.stringify(input), headers }))
  }
  const query = async <T>(procedure: string, input?: object) =>
    unwrap<T>(await send(`/trpc/${procedure}${input ? `?input=${encodeURIComponent(JSON.stringify(input))}` : ''}`))

  return {
    mutate,
    query,
    async upload(collectionId, files) {
      const form = new FormData()
      for (const { name, bytes } of files) form.append('files', new File([bytes], name))
      const response = await send(`/api/documents?collectionId=${collectionId}`, { method: 'POST', body: form })
      if (response.status !== 202) throw new Error(`upload: ${response.status} ${await response.text()}`)
    },
    ask: (question, mode, collectionId) =>
      mutate<Asked>('search.ask', { question, mode, collectionIds: [collectionId] }),
    async ended({ queryId: id }) {
      let status = ''
      await until(async () => {
        status = (await query<{ status: string }>('queries.get', { id })).status
        return status !== 'pending' && status !== 'running'
      })
      return status
    },
    settled: (id) =>
      until(async () => {
        const { counts } = await query<{ counts: Record<string, number> }>('collections.get', { id })
        return Object.entries(counts).every(([status, n]) => n === 0 || status === 'indexed' || status === 'failed')
      }),
  }
}

/** The first account, signed in. */
export async function openAdmin(base: string): Promise<Client> {
  const client = openClient(base)
  await client.mutate('auth.setup', { setupCode, name: 'Admin', ...admin })
  return client
}

/** A small collection: two texts, a page, and a file that cannot be read. @returns its id */
export async function fillLibrary(client: Client): Promise<string> {
  const { id } = await client.mutate<{ id: string }>('collections.create', { name: 'Monitoring' })
  const items = [
    { title: 'Glass', text: 'Bioactive glass bonds to bone. Larry Hench first made it in Florida in 1969.' },
    { title: 'Tides', text: 'Tides are caused mainly by the gravity of the Moon. Neap tides are the weakest.' },
  ]
  await client.mutate('documents.addText', { collectionId: id, items })
  await client.upload(id, [
    { name: 'seals.html', bytes: '<!doctype html><article><h1>Seals</h1><p>Harbour seals dive for half an hour.</p>' },
    { name: 'broken.pdf', bytes: '%PDF-1.7\nthis is no document' },
  ])
  await client.settled(id)
  return id
}
