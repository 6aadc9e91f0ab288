import { Readable } from 'node:stream'
import { actAs } from '@sarvanom/db'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { UserActor } from '../../access/index.ts'
import { retrieve } from '../../search/index.ts'
import { openTestCore, type TestCore } from '../../testing/index.ts'
import {
  addFiles,
  addTexts,
  collectionProgress,
  deleteDocuments,
  getDocument,
  getDocumentAccess,
  listDocuments,
  openOriginal,
  reprocessDocument,
  setDocumentAccess,
} from '../index.ts'

let test: TestCore
let owner: UserActor
let editor: UserActor
let viewer: UserActor
let collectionId: string
let documentId: string
const unknown = '01890f1e-0000-7000-8000-000000000000'
const from = { address: '192.0.2.7' }
const open = { restricted: false, userIds: [], groupIds: [] }
const closed = { ...open, restricted: true }

const set = (actor: UserActor, access: { restricted: boolean; userIds: string[]; groupIds: string[] }) =>
  actAs(actor.userId, () => setDocumentAccess(test.core, actor, { id: documentId, ...access }, from))
const found = async (actor: UserActor, query = 'yttrium') => {
  const input = { query, limit: 10, groupByDocument: false }
  const { hits } = await actAs(actor.userId, () => retrieve(test.core, actor, input, new AbortController().signal))
  return hits.map(({ title }) => title).sort()
}

beforeAll(async () => {
  test = await openTestCore()
  owner = await test.addUser()
  editor = await test.addUser()
  viewer = await test.addUser()
  collectionId = await test.addCollection(owner, { Open: 'yttrium is a metal', Closed: 'yttrium is found in Ytterby' })
  await test.db.prisma.collectionMember.createMany({
    data: [
      { collectionId, userId: editor.userId, level: 'editor' },
      { collectionId, userId: viewer.userId, level: 'viewer' },
    ],
  })
  documentId = (await test.db.prisma.document.findFirstOrThrow({ where: { title: 'Closed' } })).id
}, 60_000)
afterAll(() => test.close())

describe('a restricted document', () => {
  it('is hidden from who is not named, in the next request, and comes back', async () => {
    expect(await found(viewer)).toEqual(['Closed', 'Open'])
    await set(owner, closed)
    expect(await found(viewer)).toEqual(['Open'])
    expect(await found(editor)).toEqual(['Closed', 'Open'])
    expect(await found(owner)).toEqual(['Closed', 'Open'])
    expect(await set(owner, { ...closed, userIds: [viewer.userId, viewer.userId] })).toMatchObject({
      restricted: true,
      users: [{ id: viewer.userId }],
      groups: [],
    })
    expect(await found(viewer)).toEqual(['Closed', 'Open'])
    await set(owner, closed)
    expect(await found(viewer)).toEqual(['Open'])
    await set(owner, open)
    expect(await found(viewer)).toEqual(['Closed', 'Open'])
  })

  it('is opened to a group that is named', async () => {
    const members = { create: { userId: viewer.userId } }
    const { id } = await test.db.prisma.group.create({ data: { name: 'Named', members } })
    await set(owner, { ...closed, groupIds: [id] })
    expect(await found(viewer)).toEqual(['Closed', 'Open'])
    await test.db.prisma.groupMember.deleteMany({ where: { groupId: id } })
    expect(await found(viewer)).toEqual(['Open'])
    expect(await getDocumentAccess(test.core, editor, documentId)).toMatchObject({ groups: [{ id, name: 'Named' }] })
  })

  it('row 17: is not counted, listed or timed for who may not read it', async () => {
    await set(owner, closed)
    const input = { collectionId, limit: 10 }
    const seen = async (actor: UserActor) => ({
      listed: (await listDocuments(test.core, actor, input)).items.length,
      indexed: (await collectionProgress(test.core, actor, collectionId)).counts.indexed,
    })
    expect(await seen(viewer)).toEqual({ listed: 1, indexed: 1 })
    expect(await seen(editor)).toEqual({ listed: 2, indexed: 2 })
    await expect(getDocument(test.core, viewer, documentId)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(getDocumentAccess(test.core, viewer, documentId)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('stays restricted through a new version, whoever brings it', async () => {
    await set(owner, closed)
    const again = { title: 'Closed', externalId: 'Closed', text: 'yttrium and ytterbium are found in Ytterby' }
    await actAs(editor.userId, () => addTexts(test.core, editor, { collectionId, items: [again] }))
    await test.settled(owner, collectionId)
    expect(await found(viewer, 'ytterbium')).toEqual([])
    expect(await found(editor, 'ytterbium')).toContain('Closed')
    await actAs(editor.userId, () => reprocessDocument(test.core, editor, documentId))
    await test.settled(owner, collectionId)
    expect(await found(viewer, 'ytterbium')).toEqual([])
  })

  it('is changed by owners of its collection alone, and names only who exists', async () => {
    await expect(set(editor, open)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(set(viewer, open)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(set(owner, { ...closed, userIds: [unknown] })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(set(owner, { ...closed, groupIds: [unknown] })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await set(owner, open)
    await expect(getDocumentAccess(test.core, viewer, documentId)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })

  it('leaves one event in the audit log for each change', async () => {
    const count = () => test.db.prisma.auditEvent.count({ where: { action: 'documents.access.set' } })
    const before = await count()
    await set(owner, { ...closed, userIds: [viewer.userId] })
    expect(await count()).toBe(before + 1)
    const [event] = await test.db.prisma.auditEvent.findMany({ orderBy: { id: 'desc' }, take: 1 })
    expect(event).toMatchObject({
      actorId: owner.userId,
      targetId: documentId,
      address: from.address,
      detail: { restricted: true, userIds: [viewer.userId], groupIds: [] },
    })
    await set(owner, open)
  })
})

it('a job tells the index of a restriction when it did not answer', async () => {
  const { refreshRestriction } = test.core.index
  let failures = 0
  test.core.index.refreshRestriction = async () => {
    failures++
    throw new Error('the index is away')
  }
  await set(owner, closed)
  // PostgreSQL has the last word while the index is behind.
  expect(await found(viewer)).toEqual(['Open'])
  expect(failures).toBeGreaterThan(0)
  const caughtUp = Promise.withResolvers<void>()
  test.core.index.refreshRestriction = async (ids) => {
    await refreshRestriction(ids)
    caughtUp.resolve()
  }
  await caughtUp.promise
  await set(owner, open)
  expect(await found(viewer)).toEqual(['Closed', 'Open'])
})

describe('deleting in a user’s name', () => {
  it('takes what the document said out of others’ answers', async () => {
    const mine = await test.addCollection(owner, { Doomed: 'praseodymium glows green' })
    const chunk = await test.db.prisma.chunk.findFirstOrThrow({ where: { document: { collectionId: mine } } })
    const id = chunk.documentId
    const { userId } = viewer
    const citation = { n: 1, documentId: id, chunkId: chunk.id, start: 0, end: 12, quote: 'praseodymium' }
    const claim = { n: 1, text: 'It glows.', verdict: 'supported' as const, confidence: 1, reason: '' }
    const claims = { create: { ...claim, citations: { create: citation } } }
    const { id: threadId } = await test.db.prisma.thread.create({ data: { title: 'Glow', userId } })
    await test.db.prisma.query.create({
      data: {
        ...{ threadId, userId, question: 'What glows?', mode: 'quick' },
        runs: { create: { answer: { create: { kind: 'generated', claims } } } },
      },
    })
    await actAs(owner.userId, () => deleteDocuments(test.core, owner, [id], from))
    expect(await test.db.prisma.document.count({ where: { id } })).toBe(0)
    expect(await found(owner, 'praseodymium')).toEqual([])
    expect(await test.db.prisma.claim.findFirst({})).toMatchObject({ text: '', withheld: true })
    const event = await test.db.prisma.auditEvent.findFirst({ where: { action: 'documents.delete', targetId: id } })
    expect(event).toMatchObject({ actorId: owner.userId, address: from.address })
  })

  it('leaves the original to others who added the same file', async () => {
    const upload = (actor: UserActor, to: string) => {
      const bytes = Buffer.from('The same file, added by two who know nothing of each other.')
      async function* files() {
        yield { name: 'same.txt', stream: Readable.from([bytes]) }
      }
      return actAs(actor.userId, () => addFiles(test.core, actor, to, files()))
    }
    const hers = await test.addCollection(owner)
    const his = await test.addCollection(viewer)
    const [first] = (await upload(owner, hers)).documents
    const [second] = (await upload(viewer, his)).documents
    await test.settled(owner, hers)
    await test.settled(viewer, his)
    await actAs(owner.userId, () => deleteDocuments(test.core, owner, [first?.id ?? ''], from))
    const original = await actAs(viewer.userId, () => openOriginal(test.core, viewer, second?.id ?? ''))
    expect((await original.stream.toArray()).join('')).toContain('The same file')
  })
})
