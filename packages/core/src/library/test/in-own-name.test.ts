import { Readable } from 'node:stream'
import { actAs } from '@sarvanom/db'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { UserActor } from '../../access/index.ts'
import { createCollection, deleteCollection, removeMember, setMember } from '../../collections/index.ts'
import { openTestCore, type TestCore } from '../../testing/index.ts'
import { addFiles, addSamples, addTexts, deleteDocuments, openOriginal, reprocessDocument } from '../index.ts'

// Row-level security stands below what a request does. What the rule allows must still go through.

let test: TestCore
let ada: UserActor
let ben: UserActor
let collectionId: string

const inName = <T>(actor: UserActor, work: () => Promise<T>) => actAs(actor.userId, work)
const upload = (actor: UserActor, text: string) => {
  async function* files() {
    yield { name: 'notes.txt', stream: Readable.from([Buffer.from(text)]) }
  }
  return inName(actor, () => addFiles(test.core, actor, collectionId, files()))
}

beforeAll(async () => {
  test = await openTestCore()
  ada = await test.addUser()
  ben = await test.addUser()
  const made = await inName(ada, () => createCollection(test.core, ada, { name: 'Shared', description: '' }))
  collectionId = made.id
  await inName(ada, () => setMember(test.core, ada, { collectionId, userId: ben.userId, level: 'editor' }, {}))
}, 60_000)
afterAll(() => test.close())

describe('an editor, in the own name', () => {
  it('adds texts, changes them and adds them again', async () => {
    const add = (text: string) => {
      const items = [{ title: 'Note', externalId: 'note', text }]
      return inName(ben, () => addTexts(test.core, ben, { collectionId, items }))
    }
    const [first] = (await add('One.')).documents
    await test.settled(ada, collectionId)
    expect((await add('One.')).documents).toEqual([{ ...first, status: 'indexed', duplicate: true }])
    expect((await add('Two.')).documents).toMatchObject([{ id: first?.id, status: 'queued' }])
    await test.settled(ada, collectionId)
  })

  it('adds a file, adds it again, has it read again, opens it and deletes it', async () => {
    const [first] = (await upload(ben, 'A file of the editor.')).documents
    const id = first?.id ?? ''
    await test.settled(ada, collectionId)
    expect((await upload(ben, 'A file of the editor.')).documents).toMatchObject([{ id, duplicate: true }])
    expect(await inName(ben, () => reprocessDocument(test.core, ben, id))).toMatchObject({ id, version: 2 })
    await test.settled(ada, collectionId)
    const { stream } = await inName(ben, () => openOriginal(test.core, ben, id))
    expect((await stream.toArray()).join('')).toBe('A file of the editor.')
    await inName(ben, () => deleteDocuments(test.core, ben, [id]))
    await expect(inName(ben, () => openOriginal(test.core, ben, id))).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('is refused a file whose upload outlasts the right to it', async () => {
    async function* slow() {
      yield Buffer.from('begun as an editor, ')
      await setMember(test.core, ada, { collectionId, userId: ben.userId, level: 'viewer' }, {})
      yield Buffer.from('ended as a viewer')
    }
    async function* files() {
      yield { name: 'slow.txt', stream: slow() }
    }
    const adding = inName(ben, () => addFiles(test.core, ben, collectionId, files()))
    await expect(adding).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })
})

describe('an owner, in the own name', () => {
  it('gets the sample documents, once', async () => {
    const first = await inName(ada, () => addSamples(test.core, ada))
    await test.settled(ada, first.collectionId)
    const second = await inName(ada, () => addSamples(test.core, ada))
    expect(second.collectionId).toBe(first.collectionId)
    expect(second.documents.every((one) => 'duplicate' in one)).toBe(true)
  })

  it('cannot leave a collection without an owner, though it is then no longer to be seen', async () => {
    const { id } = await inName(ada, () => createCollection(test.core, ada, { name: 'Own', description: '' }))
    const leave = () => inName(ada, () => removeMember(test.core, ada, { collectionId: id, userId: ada.userId }, {}))
    await expect(leave()).rejects.toMatchObject({ code: 'CONFLICT' })
    await inName(ada, () => setMember(test.core, ada, { collectionId: id, userId: ben.userId, level: 'owner' }, {}))
    await leave()
    await expect(leave()).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('deletes a collection with all that is in it', async () => {
    await inName(ada, () => deleteCollection(test.core, ada, collectionId, {}))
    expect(await test.db.prisma.document.count({ where: { collectionId } })).toBe(0)
    await expect(inName(ada, () => deleteCollection(test.core, ada, collectionId, {}))).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })
})
