import { randomUUID } from 'node:crypto'

export const setupCode = 'a-code-for-fault-tests'
const password = 'tidal heron 42 lamps'

export interface Outcome {
  status: number
  headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: whatever the procedure answers
  data: any
}

/** Somebody who is signed in, at whichever address the server is now. */
export interface Person {
  cookie: string
  query(base: string, procedure: string, input?: object): Promise<Outcome>
  mutate(base: string, procedure: string, input: object): Promise<Outcome>
}

async function outcomeOf(response: Response): Promise<Outcome> {
  const body = JSON.parse(await response.text()) as { result?: { data: unknown }; error?: unknown }
  return { status: response.status, headers: response.headers, data: body.result?.data ?? body.error }
}

export function personWith(cookie: string): Person {
  return {
    cookie,
    query: async (base, procedure, input) => {
      const asked = input === undefined ? '' : `?input=${encodeURIComponent(JSON.stringify(input))}`
      return outcomeOf(await fetch(`${base}/trpc/${procedure}${asked}`, { headers: { cookie } }))
    },
    mutate: async (base, procedure, input) =>
      outcomeOf(
        await fetch(`${base}/trpc/${procedure}`, {
          method: 'POST',
          headers: { cookie, origin: base, 'content-type': 'application/json' },
          body: JSON.stringify(input),
        }),
      ),
  }
}

async function signInBy(base: string, procedure: string, input: object): Promise<Person> {
  const { status, headers, data } = await personWith('').mutate(base, procedure, input)
  const cookies = headers.getSetCookie().map((line) => line.split(';', 1)[0] ?? '')
  const cookie = cookies.find((pair) => pair.startsWith('sarvanom='))
  if (status !== 200 || cookie === undefined)
    throw new Error(`${procedure} answered ${status}: ${JSON.stringify(data)}`)
  return personWith(cookie)
}

/** The first account of a new server, its administrator. */
export const setUp = (base: string) =>
  signInBy(base, 'auth.setup', { setupCode, email: 'admin@example.org', name: 'Admin', password })

/** Somebody else, who may read the collection. */
export async function addPerson(base: string, admin: Person, collectionId: string): Promise<Person> {
  const email = `${randomUUID()}@example.org`
  const made = await admin.mutate(base, 'users.create', { email, name: 'Member', password })
  if (made.status !== 200) throw new Error(`users.create answered ${made.status}: ${JSON.stringify(made.data)}`)
  await admin.mutate(base, 'collections.members.set', { collectionId, userId: made.data.id, level: 'viewer' })
  return signInBy(base, 'auth.login', { email, password })
}

const texts = [
  'The observatory at Cerro Tololo stands in Chile at 2,200 metres. Its telescope of four metres was finished in 1974.',
  'Peat bogs store carbon for millennia. Draining a bog releases the carbon as carbon dioxide within decades.',
  'The lighthouse of Pharos was built at Alexandria about 280 BC. An earthquake in 1303 damaged it badly.',
]

export const question = 'When was the telescope of Cerro Tololo finished?'

/** A collection with some indexed documents, to ask about. */
export async function fillLibrary(base: string, person: Person): Promise<string> {
  const { status, data } = await person.mutate(base, 'collections.create', { name: 'Notes' })
  if (status !== 200) throw new Error(`collections.create answered ${status}: ${JSON.stringify(data)}`)
  const collectionId = String(data.id)
  const items = texts.map((text, n) => ({ title: `Note ${n + 1}`, text, externalId: `note-${n}` }))
  await person.mutate(base, 'documents.addText', { collectionId, items })
  for (;;) {
    const { data: collection } = await person.query(base, 'collections.get', { id: collectionId })
    if (collection.counts?.indexed === texts.length) return collectionId
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}
