import { randomUUID } from 'node:crypto'
import { openTestCore, type TestCore } from '@sarvanom/core/testing'
import { TRPCError } from '@trpc/server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addPerson, callerOf, type Person } from './matrix/world.ts'

type Caller = ReturnType<typeof callerOf>

let test: TestCore
let stranger: Person
let viewer: Person
/** What the stranger has of its own, to mix with ids of others. */
const own = { collectionId: '', documentId: '' }
const real = { collectionId: '', documentId: '', chunkId: '', groupId: '', userId: '' }

const as = (person: Person) => callerOf(test, person.headers)

/** Everything that a client is told of a refusal. */
async function refusal(call: () => Promise<unknown>): Promise<unknown> {
  const error = await call().then(
    (answer) => ({ answered: answer }),
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof TRPCError)) return error
  const { code, message, cause } = error
  return { code, message, fields: (cause as { fields?: unknown } | undefined)?.fields }
}
const notFound = { code: 'NOT_FOUND', message: 'Not found', fields: [] }

async function first(stream: Promise<AsyncIterable<unknown>>): Promise<unknown> {
  for await (const item of await stream) return item
  return undefined
}

beforeAll(async () => {
  test = await openTestCore()
  const owner = await addPerson(test, 'member')
  stranger = await addPerson(test, 'member')
  viewer = await addPerson(test, 'member')
  const actorOf = ({ id }: Person) => ({ kind: 'user' as const, userId: id, permissions: new Set<never>() })
  real.collectionId = await test.addCollection(actorOf(owner), { Closed: 'Ruthenium is a rare metal.' })
  own.collectionId = await test.addCollection(actorOf(stranger), { Mine: 'Rhodium is a rare metal.' })
  const { prisma } = test.db
  const idOf = async (title: string) => (await prisma.document.findFirstOrThrow({ where: { title } })).id
  real.documentId = await idOf('Closed')
  own.documentId = await idOf('Mine')
  real.chunkId = (await prisma.chunk.findFirstOrThrow({ where: { documentId: real.documentId } })).id
  real.groupId = (await prisma.group.create({ data: { name: 'Chemists' } })).id
  real.userId = owner.id
  await prisma.collectionGroup.create({
    data: { collectionId: real.collectionId, groupId: real.groupId, level: 'viewer' },
  })
  await prisma.collectionMember.create({
    data: { collectionId: real.collectionId, userId: viewer.id, level: 'viewer' },
  })
  await as(owner).documents.access.set({ id: real.documentId, restricted: true, userIds: [], groupIds: [] })
}, 60_000)
afterAll(() => test.close())

const level = 'owner' as const
const name = 'Mine now'

/** Every procedure that takes the id of a collection. */
const onCollection: Record<string, (caller: Caller, collectionId: string) => Promise<unknown>> = {
  'collections.get': (caller, id) => caller.collections.get({ id }),
  'collections.update': (caller, id) => caller.collections.update({ id, name }),
  'collections.delete': (caller, id) => caller.collections.delete({ id }),
  'collections.members.list': (caller, collectionId) => caller.collections.members.list({ collectionId }),
  'collections.members.set': (caller, collectionId) =>
    caller.collections.members.set({ collectionId, userId: stranger.id, level }),
  'collections.members.remove': (caller, collectionId) =>
    caller.collections.members.remove({ collectionId, userId: real.userId }),
  'collections.groups.set': (caller, collectionId) =>
    caller.collections.groups.set({ collectionId, groupId: real.groupId, level }),
  'collections.groups.remove': (caller, collectionId) =>
    caller.collections.groups.remove({ collectionId, groupId: real.groupId }),
  'documents.list': (caller, collectionId) => caller.documents.list({ collectionId }),
  'documents.addText': (caller, collectionId) =>
    caller.documents.addText({ collectionId, items: [{ title: 'x', text: 'y' }] }),
  'documents.addUrl': (caller, collectionId) => caller.documents.addUrl({ collectionId, url: 'http://192.0.2.1/' }),
  'documents.progress': (caller, collectionId) => first(caller.documents.progress({ collectionId })),
  'search.retrieve': (caller, id) => caller.search.retrieve({ query: 'ruthenium', collectionIds: [id] }),
  'search.retrieve with an own one': (caller, id) =>
    caller.search.retrieve({ query: 'ruthenium', collectionIds: [own.collectionId, id] }),
  'search.ask': (caller, id) => caller.search.ask({ question: 'What is ruthenium?', collectionIds: [id] }),
  'agents.create': (caller, id) => caller.agents.create({ name, collectionIds: [id] }),
}

/** Every procedure that takes the id of a document. */
const onDocument: Record<string, (caller: Caller, id: string) => Promise<unknown>> = {
  'documents.get': (caller, id) => caller.documents.get({ id }),
  'documents.text': (caller, id) => caller.documents.text({ id }),
  'documents.text at a chunk': (caller, id) => caller.documents.text({ id, chunkId: real.chunkId }),
  'documents.chunks': (caller, documentId) => caller.documents.chunks({ documentId }),
  'documents.delete': (caller, id) => caller.documents.delete({ id }),
  'documents.delete with an own one': (caller, id) => caller.documents.delete({ ids: [own.documentId, id] }),
  'documents.reprocess': (caller, id) => caller.documents.reprocess({ id }),
  'documents.access.get': (caller, id) => caller.documents.access.get({ id }),
  'documents.access.set': (caller, id) =>
    caller.documents.access.set({ id, restricted: false, userIds: [stranger.id] }),
}

describe('row 16: a foreign id and one that never existed are refused alike', () => {
  it.each(Object.entries(onCollection))('%s', async (_, call) => {
    expect(await refusal(() => call(as(stranger), real.collectionId))).toEqual(notFound)
    expect(await refusal(() => call(as(stranger), randomUUID()))).toEqual(notFound)
  })

  it.each(Object.entries(onDocument))('%s', async (_, call) => {
    expect(await refusal(() => call(as(stranger), real.documentId))).toEqual(notFound)
    expect(await refusal(() => call(as(stranger), randomUUID()))).toEqual(notFound)
  })

  it.each(Object.entries(onDocument))('%s, where the collection is shared and the document is not', async (_, call) => {
    expect(await refusal(() => call(as(viewer), real.documentId))).toEqual(notFound)
  })

  it('documents.text with an own document and a foreign chunk', async () => {
    const call = (chunkId: string) => () => as(stranger).documents.text({ id: own.documentId, chunkId })
    expect(await refusal(call(real.chunkId))).toEqual(notFound)
    expect(await refusal(call(randomUUID()))).toEqual(notFound)
  })

  it('groups, to who may not manage them', async () => {
    const calls = [
      (id: string) => as(stranger).groups.get({ id }),
      (id: string) => as(stranger).groups.update({ id, name }),
      (id: string) => as(stranger).groups.delete({ id }),
      (groupId: string) => as(stranger).groups.members.list({ groupId }),
      (groupId: string) => as(stranger).groups.members.add({ groupId, userId: stranger.id }),
      (groupId: string) => as(stranger).groups.members.remove({ groupId, userId: stranger.id }),
    ]
    for (const call of calls) {
      const told = await refusal(() => call(real.groupId))
      expect(told).toMatchObject({ code: 'FORBIDDEN' })
      expect(await refusal(() => call(randomUUID()))).toEqual(told)
    }
  })

  it('and nothing was changed by any of it', async () => {
    const { prisma } = test.db
    expect(await prisma.collection.findFirst({ where: { id: real.collectionId } })).toMatchObject({ name: 'Papers' })
    expect(await prisma.document.findFirst({ where: { id: real.documentId } })).toMatchObject({ restricted: true })
    expect(await prisma.document.count({ where: { id: own.documentId } })).toBe(1)
    expect(await prisma.collectionMember.count({ where: { collectionId: real.collectionId } })).toBe(2)
    expect(await prisma.groupMember.count({})).toBe(0)
    expect(await prisma.agent.count({})).toBe(0)
  })
})

it('row 16: owner, level and collection fields in a body change nothing', async () => {
  const forged = { createdById: real.userId, ownerId: real.userId, level: 'owner', members: [], restricted: false }
  const { id } = await as(viewer).collections.create({ name: 'Plain', description: '', ...forged })
  expect(await as(viewer).collections.get({ id })).toMatchObject({ level: 'owner', memberCount: 1 })
  expect(await test.db.prisma.collection.findFirst({ where: { id } })).toMatchObject({ createdById: viewer.id })
  const items = [{ title: 'x', text: 'y', ...forged, collectionId: real.collectionId, status: 'indexed' }]
  const added = await as(viewer).documents.addText({ collectionId: id, items })
  const stored = await test.db.prisma.document.findFirst({ where: { id: added.documents[0]?.id ?? '' } })
  expect(stored).toMatchObject({ collectionId: id, createdById: viewer.id })
})
