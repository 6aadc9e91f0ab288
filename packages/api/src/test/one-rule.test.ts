import { openTestCore, type TestCore } from '@sarvanom/core/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addPerson, callerOf, type Person } from './matrix/world.ts'

let test: TestCore
let owner: Person
let reader: Person
let collectionId: string
let documentId: string
let asked: { queryId: string; runId: string; threadId: string }

/** In its title, its text, and in nothing else. */
const canary = /berkelium/i
const question = 'Where was the element of atomic number 97 first made?'
const texts = {
  'On berkelium': 'Berkelium, the element of atomic number 97, was first made in Berkeley in 1949.',
  'On tides': 'Tides are caused mainly by the gravity of the Moon.',
}

const as = (person: Person) => callerOf(test, person.headers)

async function until<T>(look: () => Promise<T>, done: (seen: T) => boolean): Promise<T> {
  for (;;) {
    const seen = await look()
    if (done(seen)) return seen
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}

async function all<T>(stream: Promise<AsyncIterable<T>>, most: number): Promise<T[]> {
  const items: T[] = []
  for await (const item of await stream) if (items.push(item) >= most) break
  return items
}

/** Whatever tells of documents, as the person sees it now. */
async function everything(person: Person): Promise<Record<string, unknown>> {
  const caller = () => as(person)
  return {
    collections: await caller().collections.list({}),
    collection: await caller().collections.get({ id: collectionId }),
    documents: await caller().documents.list({ collectionId }),
    found: await caller().documents.list({ collectionId, search: 'berk' }),
    progress: await all(caller().documents.progress({ collectionId }), 1),
    hits: await caller().search.retrieve({ query: 'berkelium' }),
    filtered: await caller().search.retrieve({ query: 'element of atomic number 97', collectionIds: [collectionId] }),
    query: await caller().queries.get({ id: asked.queryId }),
    queries: await caller().queries.list({}),
    thread: await caller().threads.get({ id: asked.threadId }),
    events: await all(caller().search.events({ runId: asked.runId }), 1000),
    resumed: await all(caller().search.events({ runId: asked.runId, lastEventId: '3' }), 1000),
  }
}

const restrict = (restricted: boolean, userIds: string[] = [], groupIds: string[] = []) =>
  as(owner).documents.access.set({ id: documentId, restricted, userIds, groupIds })

/** The parts that tell of the document. */
const leaks = (seen: Record<string, unknown>) =>
  Object.keys(seen).filter((part) => canary.test(JSON.stringify(seen[part])))

const tellTale = ['documents', 'found', 'hits', 'filtered', 'query', 'thread', 'events', 'resumed']

beforeAll(async () => {
  test = await openTestCore()
  owner = await addPerson(test, 'member')
  reader = await addPerson(test, 'member')
  const actor = { kind: 'user' as const, userId: owner.id, permissions: new Set<never>() }
  collectionId = await test.addCollection(actor, texts)
  await as(owner).collections.members.set({ collectionId, userId: reader.id, level: 'viewer' })
  const { items } = await as(owner).documents.list({ collectionId, search: 'berkelium' })
  documentId = items[0]?.id ?? ''
  asked = await as(reader).search.ask({ question })
  await until(
    () => as(reader).queries.get({ id: asked.queryId }),
    ({ status }) => status === 'completed',
  )
}, 60_000)
afterAll(() => test.close())

describe('row 17: everything that tells of a document obeys one rule', () => {
  it('while it is open to all of the collection', async () => {
    const seen = await everything(reader)
    expect(leaks(seen).sort()).toEqual([...tellTale].sort())
    expect(seen.collection).toMatchObject({ counts: { indexed: 2 } })
    expect(seen.progress).toMatchObject([{ counts: { indexed: 2 } }])
  })

  it('in the next request once it is restricted', async () => {
    await restrict(true)
    const seen = await everything(reader)
    expect(leaks(seen)).toEqual([])
    expect(seen.collection).toMatchObject({ counts: { indexed: 1 } })
    expect(seen.collections).toMatchObject({ items: [{ counts: { indexed: 1 } }] })
    expect(seen.progress).toMatchObject([{ counts: { indexed: 1 } }])
    expect((seen.events as unknown[]).length).toBeGreaterThan(0)
    await expect(as(reader).documents.get({ id: documentId })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('in the next request once the reader is named, or a group of the reader’s', async () => {
    await restrict(true, [reader.id])
    expect(leaks(await everything(reader)).sort()).toEqual([...tellTale].sort())
    const group = await test.db.prisma.group.create({ data: { name: 'Named' } })
    await restrict(true, [], [group.id])
    expect(leaks(await everything(reader))).toEqual([])
    await test.db.prisma.groupMember.create({ data: { groupId: group.id, userId: reader.id } })
    expect(leaks(await everything(reader)).sort()).toEqual([...tellTale].sort())
  })

  it('in a question that is asked again', async () => {
    await restrict(true)
    const again = await as(reader).queries.rerun({ id: asked.queryId })
    const query = await until(
      () => as(reader).queries.get({ id: again.queryId }),
      ({ status }) => status === 'completed',
    )
    expect(canary.test(JSON.stringify(query))).toBe(false)
    await restrict(false)
  })

  it('when the collection itself is no longer shared, in the next request', async () => {
    await as(owner).collections.members.remove({ collectionId, userId: reader.id })
    await expect(as(reader).collections.get({ id: collectionId })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await as(reader).collections.list({})).toEqual({ items: [] })
    expect((await as(reader).search.retrieve({ query: 'berkelium' })).hits).toEqual([])
    expect(canary.test(JSON.stringify(await as(reader).threads.get({ id: asked.threadId })))).toBe(false)
    await as(owner).collections.members.set({ collectionId, userId: reader.id, level: 'viewer' })
    expect((await as(reader).search.retrieve({ query: 'berkelium' })).hits).not.toEqual([])
  })
})
