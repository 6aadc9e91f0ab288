import { readdir } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import type { UserActor } from '../../access/index.ts'
import {
  addFiles,
  addTexts,
  collectionProgress,
  deleteDocuments,
  getDocument,
  getDocumentText,
  listChunks,
  listDocuments,
  openOriginal,
  reprocessDocument,
} from '../index.ts'
import { openLibrary, type TestLibrary, upload } from '../testing/open-library.ts'

let library: TestLibrary
let owner: UserActor
let collectionId: string

beforeAll(async () => {
  library = await openLibrary()
  owner = await library.addUser()
})
afterAll(() => library.close())

const fresh = async () => {
  collectionId = await library.addCollection(owner)
  return collectionId
}
const add = (...items: { title: string; text: string; externalId?: string; metadata?: Record<string, string> }[]) =>
  addTexts(library.context, owner, { collectionId, items })
const send = (...files: { name: string; bytes: Uint8Array | string }[]) =>
  addFiles(library.context, owner, collectionId, upload(...files))
const indexed = () => [...library.chunks.values()].filter((chunk) => chunk.collectionId === collectionId)
const filesOnDisk = async () =>
  (await readdir(library.root, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())

describe('adding texts', () => {
  test('they are read, cut, indexed and can be read back exactly', async () => {
    await fresh()
    const text =
      'Tides are caused mainly by the Moon. Spring tides are the highest.\n\nNeap tides are the weakest of all.'
    const { documents } = await add({ title: 'Tides', text, externalId: 't1' })
    expect(documents).toEqual([{ id: expect.any(String), externalId: 't1', title: 'Tides', status: 'queued' }])
    await library.settled(collectionId)
    const id = documents[0]?.id ?? ''
    expect(await getDocument(library.context, owner, id)).toMatchObject({
      status: 'indexed',
      error: null,
      type: 'text',
      language: 'en',
      chunkCount: 1,
      textLength: text.length,
      readable: true,
      version: 1,
    })
    const read = await getDocumentText(library.context, owner, { id, start: 0 })
    expect(read.text).toBe(text)
    const { items } = await listChunks(library.context, owner, { documentId: id, limit: 10 })
    expect(items.map((chunk) => text.slice(chunk.start, chunk.end))).toEqual(items.map((chunk) => chunk.text))
    expect(indexed()).toMatchObject([
      { documentId: id, title: 'Tides', language: 'en', type: 'text', text: items[0]?.text },
    ])
  })

  test('characters beyond the basic plane count as two', async () => {
    await fresh()
    const text = '😀 smiles at 𝒜. It goes on.'
    const [added] = (await add({ title: 'Smile', text })).documents
    await library.settled(collectionId)
    expect((await getDocument(library.context, owner, added?.id ?? '')).textLength).toBe(text.length)
    const half = await getDocumentText(library.context, owner, { id: added?.id ?? '', start: 1, end: 3 })
    expect(half.text.isWellFormed()).toBe(true)
  })

  test('the same externalId unchanged does nothing, changed makes a new version that replaces the old one', async () => {
    await fresh()
    const first = (await add({ title: 'T', text: 'The first version of it.', externalId: 'a' })).documents[0]
    await library.settled(collectionId)
    const again = (await add({ title: 'T', text: 'The first version of it.', externalId: 'a' })).documents[0]
    expect(again).toMatchObject({ id: first?.id, duplicate: true, status: 'indexed' })
    const changed = (await add({ title: 'T', text: 'The second version of it.', externalId: 'a' })).documents[0]
    expect(changed).toMatchObject({ id: first?.id, status: 'queued' })
    await library.settled(collectionId)
    expect(await getDocument(library.context, owner, first?.id ?? '')).toMatchObject({ version: 2 })
    expect(indexed().map((chunk) => chunk.text)).toEqual(['The second version of it.'])
    expect(await library.db.prisma.documentVersion.count({ where: { documentId: first?.id ?? '' } })).toBe(2)
  })

  test('until the new version is indexed readers see the old one', async () => {
    await fresh()
    const [added] = (await add({ title: 'T', text: 'Old words stay here.', externalId: 'a' })).documents
    await library.settled(collectionId)
    await library.db.prisma.documentVersion.create({
      data: {
        documentId: added?.id ?? '',
        number: 2,
        contentHash: 'x',
        byteSize: 1,
        mediaType: 'text/plain',
        text: 'New words.',
      },
    })
    expect((await getDocumentText(library.context, owner, { id: added?.id ?? '', start: 0 })).text).toBe(
      'Old words stay here.',
    )
  })

  test('equal content without an externalId is one document, in one request and in many at once', async () => {
    await fresh()
    const item = { title: 'Same', text: 'Exactly the same words.' }
    const results = await Promise.all(Array.from({ length: 8 }, () => add(item, item)))
    const ids = new Set(results.flatMap(({ documents }) => documents.map((document) => document.id)))
    expect(ids.size).toBe(1)
    expect(results.every(({ documents }) => documents.length === 2)).toBe(true)
    expect(await library.settled(collectionId)).toHaveLength(1)
  })

  test('different documents may have equal content when their externalIds differ', async () => {
    await fresh()
    await add({ title: 'A', text: 'Equal.', externalId: '1' }, { title: 'A', text: 'Equal.', externalId: '2' })
    expect(await library.settled(collectionId)).toHaveLength(2)
  })

  test('an externalId given twice with different items is refused, and nothing is added', async () => {
    await fresh()
    const twice = add({ title: 'A', text: 'One.', externalId: '1' }, { title: 'B', text: 'Two.', externalId: '1' })
    await expect(twice).rejects.toMatchObject({ code: 'BAD_REQUEST', fields: [{ path: 'items.1.externalId' }] })
    expect(await library.settled(collectionId)).toEqual([])
  })

  test('a text of white space fails with a reason', async () => {
    await fresh()
    await add({ title: 'Blank', text: ' \n ' })
    expect(await library.settled(collectionId)).toMatchObject([{ status: 'failed', errorCode: 'NO_TEXT' }])
  })

  test('200 at once are all indexed, and the progress says so', async () => {
    await fresh()
    const items = Array.from({ length: 200 }, (_, n) => ({
      title: `N ${n}`,
      text: `Document ${n} is about number ${n}.`,
      externalId: `${n}`,
    }))
    const { documents } = await add(...items)
    expect(documents.map((document) => document.externalId)).toEqual(items.map((item) => item.externalId))
    const before = await collectionProgress(library.context, owner, collectionId)
    expect(Object.values(before.counts).reduce((sum, count) => sum + count)).toBe(200)
    await library.settled(collectionId)
    expect(await collectionProgress(library.context, owner, collectionId)).toMatchObject({
      counts: { indexed: 200 },
      open: 0,
      secondsLeft: 0,
    })
    expect(indexed()).toHaveLength(200)
    const page = await listDocuments(library.context, owner, { collectionId, limit: 150 })
    const rest = await listDocuments(library.context, owner, { collectionId, limit: 150, cursor: page.nextCursor })
    expect(new Set([...page.items, ...rest.items].map((item) => item.id)).size).toBe(200)
    expect(rest.nextCursor).toBeUndefined()
  })

  test('of many, those that are new or changed are taken, or none of them', async () => {
    await fresh()
    const items = (changed: number[], count: number) =>
      Array.from({ length: count }, (_, n) => ({
        title: `N ${n}`,
        text: `Document ${n} is ${changed.includes(n) ? 'changed' : 'as it was'}.`,
        externalId: `${n}`,
      }))
    await add(...items([], 120))
    await library.settled(collectionId)
    const enqueue = vi.spyOn(library.context.jobs, 'enqueue').mockRejectedValueOnce(new Error('the queue is gone'))
    await expect(add(...items([3, 110], 180))).rejects.toThrow('the queue is gone')
    enqueue.mockRestore()
    expect(await library.settled(collectionId)).toHaveLength(120)
    expect(indexed().filter(({ text }) => text.includes('changed'))).toEqual([])

    const { documents } = await add(...items([3, 110], 180))
    expect(documents.map(({ externalId }) => externalId)).toEqual(items([], 180).map(({ externalId }) => externalId))
    const taken = documents.filter(({ duplicate }) => !duplicate).map(({ externalId }) => Number(externalId))
    expect(taken).toEqual([3, 110, ...Array.from({ length: 60 }, (_, n) => 120 + n)])
    expect(await library.settled(collectionId)).toHaveLength(180)
    expect(indexed().filter(({ text }) => text.includes('changed'))).toHaveLength(2)
  })
})

describe('texts that come one by one', () => {
  /** Counts the writes to the index, and holds those that begin with `held` until `release`. */
  const holdIndex = (held: string) => {
    const { promise, resolve: release } = Promise.withResolvers<void>()
    const reached = Promise.withResolvers<void>()
    const real = library.context.index.indexChunks
    const writes: number[] = []
    library.context.index.indexChunks = async (chunks) => {
      writes.push(chunks.length)
      if (chunks[0]?.text.startsWith(held)) {
        reached.resolve()
        await promise
      }
      await real(chunks)
    }
    onTestFinished(() => {
      release()
      library.context.index.indexChunks = real
    })
    return { reached: reached.promise, release, writes }
  }

  test('those that wait are worked on together', async () => {
    await fresh()
    const index = holdIndex('The first')
    await add({ title: 'First', text: 'The first of many.' })
    await index.reached
    for (let n = 0; n < 30; n++) await add({ title: `Note ${n}`, text: `Note number ${n}.` })
    index.release()
    const rows = await library.settled(collectionId)
    expect(new Set(rows.map(({ status }) => status))).toEqual(new Set(['indexed']))
    expect(index.writes).toEqual([1, 30])
  })

  test('they do not wait behind many that were added at once', async () => {
    await fresh()
    const index = holdIndex('Part')
    await add(...Array.from({ length: 20 }, (_, n) => ({ title: `Part ${n}`, text: `Part ${n} of an import.` })))
    await index.reached
    await add({ title: 'Alone', text: 'Alone, and soon found.' })
    await expect.poll(() => indexed().map(({ text }) => text), { timeout: 10_000 }).toEqual(['Alone, and soon found.'])
    index.release()
    await library.settled(collectionId)
    expect(indexed()).toHaveLength(21)
  })
})

describe('adding files', () => {
  test('each is read by its content, and titled by itself or by its name', async () => {
    await fresh()
    const { documents } = await send(
      { name: 'notes.md', bytes: '# Notes on gears\n\nThe mechanism has at least thirty bronze gears.' },
      { name: 'C:\\files\\\u202egnp.txt', bytes: 'Plain words in a file.' },
      { name: 'page', bytes: '<!doctype html><title>Seals</title><p>Harbour seals dive for thirty minutes.</p>' },
    )
    expect(documents.map((document) => document.title)).toEqual(['notes.md', 'gnp.txt', 'page'])
    const rows = await library.settled(collectionId)
    expect(rows.map((row) => [row.title, row.type, row.status])).toEqual([
      ['Notes on gears', 'markdown', 'indexed'],
      ['gnp.txt', 'text', 'indexed'],
      ['Seals', 'html', 'indexed'],
    ])
  })

  test('a file that cannot be read fails with a reason and holds up no other', async () => {
    await fresh()
    await send(
      { name: 'empty.txt', bytes: '' },
      { name: 'picture.txt', bytes: Buffer.from('89504e470d0a1a0a00000000', 'hex') },
      { name: 'cut.pdf', bytes: '%PDF-1.7\nnothing' },
      { name: 'fine.txt', bytes: 'This one is fine.' },
    )
    const rows = await library.settled(collectionId)
    expect(rows.map((row) => row.errorCode)).toEqual(['EMPTY_FILE', 'UNSUPPORTED_TYPE', 'DAMAGED', null])
    expect(rows.every((row) => row.status === 'indexed' || (row.errorMessage ?? '').length > 10)).toBe(true)
  })

  test('a file that is too large is refused alone, and leaves nothing behind', async () => {
    await fresh()
    const context = { ...library.context, limits: { maxFileBytes: 1000 } }
    const before = (await filesOnDisk()).length
    const { documents } = await addFiles(
      context,
      owner,
      collectionId,
      upload({ name: 'big.txt', bytes: 'x'.repeat(200_000) }, { name: 'small.txt', bytes: 'Small enough.' }),
    )
    expect(documents).toMatchObject([
      { id: null, title: 'big.txt', status: 'failed', error: { code: 'PAYLOAD_TOO_LARGE' } },
      { title: 'small.txt', status: 'queued' },
    ])
    await library.settled(collectionId)
    expect(await filesOnDisk()).toHaveLength(before + 1)
  })

  test('the same file again is recognised, also under another name and at the same time', async () => {
    await fresh()
    const results = await Promise.all(
      Array.from({ length: 6 }, (_, n) => send({ name: `${n}.txt`, bytes: 'One content.' })),
    )
    expect(new Set(results.map(({ documents }) => documents[0]?.id)).size).toBe(1)
    expect(results.filter(({ documents }) => !('duplicate' in (documents[0] ?? {})))).toHaveLength(1)
    expect(await library.settled(collectionId)).toHaveLength(1)
  })

  test('the original is given back byte for byte', async () => {
    await fresh()
    const bytes = Buffer.from([0xef, 0xbb, 0xbf, ...Buffer.from('Words\r\nand more')])
    const [added] = (await send({ name: 'bom.txt', bytes })).documents
    const original = await openOriginal(library.context, owner, added?.id ?? '')
    expect(original).toMatchObject({ fileName: 'bom.txt', size: bytes.length })
    expect(Buffer.concat(await original.stream.toArray())).toEqual(bytes)
    await library.settled(collectionId)
  })

  test('an upload without a file is refused', async () => {
    await fresh()
    await expect(send()).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })
})

describe('deleting and reading again', () => {
  test('deleting removes rows, index entries and the original that nothing else refers to', async () => {
    await fresh()
    const other = await library.addCollection(owner)
    const before = (await filesOnDisk()).length
    const [mine] = (await send({ name: 'a.txt', bytes: 'Shared original.' })).documents
    const shared = await addFiles(library.context, owner, other, upload({ name: 'b.txt', bytes: 'Shared original.' }))
    await library.settled(collectionId)
    await library.settled(other)
    await deleteDocuments(library.context, owner, [mine?.id ?? ''])
    expect(indexed()).toEqual([])
    expect(await filesOnDisk()).toHaveLength(before + 1)
    await expect(getDocument(library.context, owner, mine?.id ?? '')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await deleteDocuments(library.context, owner, [shared.documents[0]?.id ?? ''])
    expect(await filesOnDisk()).toHaveLength(before)
    expect(await library.db.prisma.chunk.count({ where: { document: { collectionId } } })).toBe(0)
  })

  test('a document deleted while it is being indexed leaves no entry', async () => {
    await fresh()
    const gate = Promise.withResolvers<void>()
    const reached = Promise.withResolvers<void>()
    const real = library.context.index.indexChunks
    library.context.index.indexChunks = async (chunks) => {
      reached.resolve()
      await gate.promise
      await real(chunks)
    }
    const [added] = (await add({ title: 'Gone', text: 'It will be deleted soon.' })).documents
    await reached.promise
    await deleteDocuments(library.context, owner, [added?.id ?? ''])
    library.context.index.indexChunks = real
    gate.resolve()
    await expect.poll(() => indexed().length, { timeout: 5000 }).toBe(0)
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(indexed()).toEqual([])
  })

  test('reading again makes a new version with the same text', async () => {
    await fresh()
    const [added] = (await send({ name: 'a.md', bytes: '# T\n\nSome words are here.' })).documents
    await library.settled(collectionId)
    expect(await reprocessDocument(library.context, owner, added?.id ?? '')).toMatchObject({
      status: 'queued',
      version: 2,
    })
    await library.settled(collectionId)
    expect(indexed()).toHaveLength(1)
    expect(await getDocument(library.context, owner, added?.id ?? '')).toMatchObject({ version: 2, status: 'indexed' })
  })

  test('who may not change gets FORBIDDEN where it may read, else the NOT_FOUND of an unknown id', async () => {
    await fresh()
    const [added] = (await add({ title: 'Mine', text: 'Mine alone.' })).documents
    const [viewer, stranger] = [await library.addUser(), await library.addUser()]
    await library.db.prisma.collectionMember.create({ data: { collectionId, userId: viewer.userId, level: 'viewer' } })
    const id = added?.id ?? ''
    await expect(deleteDocuments(library.context, viewer, [id])).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(reprocessDocument(library.context, viewer, id)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    for (const unknown of [id, 'nothing']) {
      const actor = unknown === id ? stranger : owner
      for (const attempt of [
        () => getDocument(library.context, actor, unknown),
        () => getDocumentText(library.context, actor, { id: unknown, start: 0 }),
        () => listChunks(library.context, actor, { documentId: unknown, limit: 5 }),
        () => openOriginal(library.context, actor, unknown),
        () => deleteDocuments(library.context, actor, [unknown]),
        () => reprocessDocument(library.context, actor, unknown),
      ]) {
        await expect(attempt()).rejects.toMatchObject({ code: 'NOT_FOUND', message: 'Not found' })
      }
    }
    await library.settled(collectionId)
  })
})

describe('an index that fails for a while', () => {
  test('holds documents up and loses none', async () => {
    await fresh()
    const real = library.context.index.indexChunks
    library.context.index.indexChunks = async () => {
      throw new Error('no space left')
    }
    await add({ title: 'Later', text: 'It is indexed when the index is back.' })
    await send({ name: 'later.txt', bytes: 'So is this file.' })
    const waiting = () => library.db.prisma.document.count({ where: { collectionId, status: 'embedding' } })
    await expect.poll(waiting, { timeout: 10_000 }).toBe(2)
    library.context.index.indexChunks = real
    expect((await library.settled(collectionId)).map((row) => row.status)).toEqual(['indexed', 'indexed'])
  })
})
