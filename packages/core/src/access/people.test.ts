import { createTestDatabase, type TestDatabase } from '@sarvanom/db/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  accessibleCollections,
  accessibleDocuments,
  documentsIn,
  requireCollection,
  requireDocuments,
  requireReadable,
  searchScope,
  systemActor,
  type UserActor,
} from './index.ts'

let db: TestDatabase
const users: Record<string, string> = {}
const ids = { shared: '', other: '', open: '', closed: '', foreign: '', foreignClosed: '' }
const actor = (name: string): UserActor => ({ kind: 'user', userId: users[name] ?? '', permissions: new Set() })

/** Two collections of one owner's; one is shared with people and groups, and each has a restricted document. */
beforeAll(async () => {
  db = await createTestDatabase()
  const { prisma } = db
  const names = [
    'owner',
    'editor',
    'viewer',
    'named',
    'namedByGroup',
    'grouped',
    'groupEditor',
    'namedStranger',
    'both',
  ]
  for (const name of names) {
    const data = { email: `${name.toLowerCase()}@example.org`, name, roleName: 'member' }
    users[name] = (await prisma.user.create({ data, select: { id: true } })).id
  }
  const id = (name: string) => users[name] ?? ''
  const group = async (name: string, members: string[]) =>
    (await prisma.group.create({ data: { name, members: { create: members.map((one) => ({ userId: id(one) })) } } })).id
  const readers = await group('Readers', ['grouped'])
  const writers = await group('Writers', ['groupEditor', 'both'])
  const chosen = await group('Chosen', ['namedByGroup'])
  const member = (name: string, level: 'owner' | 'editor' | 'viewer') => ({ userId: id(name), level })
  const shared = await prisma.collection.create({
    data: {
      name: 'Shared',
      members: {
        create: [
          member('owner', 'owner'),
          member('editor', 'editor'),
          member('viewer', 'viewer'),
          member('named', 'viewer'),
          member('namedByGroup', 'viewer'),
          member('both', 'viewer'),
        ],
      },
      groups: {
        create: [
          { groupId: readers, level: 'viewer' },
          { groupId: writers, level: 'editor' },
        ],
      },
    },
  })
  const other = await prisma.collection.create({
    data: { name: 'Other', members: { create: member('owner', 'owner') } },
  })
  const document = async (collectionId: string, title: string, restricted: boolean) =>
    (await prisma.document.create({ data: { collectionId, title, restricted, identity: `external:${title}` } })).id
  ids.shared = shared.id
  ids.other = other.id
  ids.open = await document(shared.id, 'Open', false)
  ids.closed = await document(shared.id, 'Closed', true)
  ids.foreign = await document(other.id, 'Foreign', false)
  ids.foreignClosed = await document(other.id, 'Foreign, closed', true)
  await prisma.documentUser.create({ data: { documentId: ids.closed, userId: id('named') } })
  await prisma.documentUser.create({ data: { documentId: ids.closed, userId: id('namedStranger') } })
  await prisma.documentUser.create({ data: { documentId: ids.foreignClosed, userId: id('named') } })
  await prisma.documentUser.create({ data: { documentId: ids.open, userId: id('viewer') } })
  await prisma.documentGroup.create({ data: { documentId: ids.closed, groupId: chosen } })
  await prisma.documentGroup.create({ data: { documentId: ids.foreignClosed, groupId: chosen } })
})
afterAll(() => db.drop())

const titles = async (where: object) =>
  (await db.prisma.document.findMany({ where, orderBy: { title: 'asc' } })).map(({ title }) => title)
const everything = ['Closed', 'Foreign', 'Foreign, closed', 'Open']

const readable: [string, string[]][] = [
  ['owner', everything],
  ['editor', ['Closed', 'Open']],
  ['groupEditor', ['Closed', 'Open']],
  ['both', ['Closed', 'Open']],
  ['named', ['Closed', 'Open']],
  ['namedByGroup', ['Closed', 'Open']],
  ['viewer', ['Open']],
  ['grouped', ['Open']],
  ['namedStranger', []],
]
const levels: [string, 'owner' | 'editor' | 'viewer' | undefined][] = [
  ['owner', 'owner'],
  ['editor', 'editor'],
  ['groupEditor', 'editor'],
  ['both', 'editor'],
  ['viewer', 'viewer'],
  ['grouped', 'viewer'],
  ['namedStranger', undefined],
]
const rank = { viewer: 1, editor: 2, owner: 3 }

describe('the access rule for people and groups', () => {
  it.each(readable)('lets %s read %j', async (name, expected) => {
    expect(await titles(accessibleDocuments(actor(name)))).toEqual(expected)
  })

  it.each(levels)('lets %s, as %s, change what the level allows', async (name, level) => {
    for (const needed of ['viewer', 'editor', 'owner'] as const) {
      const reached = level !== undefined && rank[level] >= rank[needed]
      const found = await db.prisma.collection.findMany({ where: accessibleCollections(actor(name), needed) })
      expect(
        found.some(({ id }) => id === ids.shared),
        needed,
      ).toBe(reached)
      expect(
        found.some(({ id }) => id === ids.other),
        needed,
      ).toBe(name === 'owner')
      if (needed === 'viewer') continue
      const documents = await titles({ AND: [{ collectionId: ids.shared }, accessibleDocuments(actor(name), needed)] })
      expect(documents, needed).toEqual(reached ? ['Closed', 'Open'] : [])
    }
  })

  it('lets the system do everything', async () => {
    expect(await titles(accessibleDocuments(systemActor))).toEqual(everything)
    expect(await titles(accessibleDocuments(systemActor, 'owner'))).toEqual(everything)
    expect(await db.prisma.collection.count({ where: accessibleCollections(systemActor, 'owner') })).toBe(2)
    await expect(requireCollection({ db }, systemActor, ids.other, 'owner')).resolves.toEqual({
      id: ids.other,
      name: 'Other',
      level: 'owner',
    })
    expect(await titles(documentsIn(systemActor, { id: ids.shared, level: 'viewer' }))).toEqual(['Closed', 'Open'])
  })

  it.each(readable.filter(([name]) => name !== 'namedStranger'))(
    'says the same of one collection, for %s',
    async (name) => {
      const level = (await requireCollection({ db }, actor(name), ids.shared, 'viewer')).level
      expect(await titles(documentsIn(actor(name), { id: ids.shared, level }))).toEqual(
        await titles({ AND: [{ collectionId: ids.shared }, accessibleDocuments(actor(name))] }),
      )
    },
  )
})

describe('what is required', () => {
  it.each(levels)('of a collection: %s has %s', async (name, level) => {
    for (const needed of ['viewer', 'editor', 'owner'] as const) {
      const asked = requireCollection({ db }, actor(name), ids.shared, needed)
      if (!level) await expect(asked).rejects.toMatchObject({ code: 'NOT_FOUND', message: 'Not found' })
      else if (rank[level] >= rank[needed]) expect(await asked).toEqual({ id: ids.shared, name: 'Shared', level })
      else {
        const message = `This needs the level "${needed}" in the collection`
        await expect(asked).rejects.toMatchObject({ code: 'FORBIDDEN', message })
      }
    }
  })

  it('of documents: every one of them, and the level', async () => {
    const asked = (name: string, documents: string[], level: 'viewer' | 'editor' | 'owner') =>
      requireDocuments({ db }, actor(name), documents, level).then(
        () => 'ok',
        ({ code, message }) => (code === 'FORBIDDEN' ? message : code),
      )
    const missing = (level: string) => `This needs the level "${level}" in the collection`
    expect(await asked('viewer', [ids.open], 'viewer')).toBe('ok')
    expect(await asked('viewer', [ids.open], 'editor')).toBe(missing('editor'))
    expect(await asked('viewer', [ids.open, ids.closed], 'viewer')).toBe('NOT_FOUND')
    expect(await asked('viewer', [ids.closed], 'editor')).toBe('NOT_FOUND')
    expect(await asked('named', [ids.open, ids.closed], 'viewer')).toBe('ok')
    expect(await asked('named', [ids.closed], 'editor')).toBe(missing('editor'))
    expect(await asked('editor', [ids.open, ids.closed], 'editor')).toBe('ok')
    expect(await asked('editor', [ids.open], 'owner')).toBe(missing('owner'))
    expect(await asked('editor', [ids.open, ids.foreign], 'editor')).toBe('NOT_FOUND')
    expect(await asked('owner', [ids.open, ids.foreignClosed], 'owner')).toBe('ok')
    expect(await asked('owner', ['no-such-id'], 'viewer')).toBe('NOT_FOUND')
    expect(await asked('viewer', [], 'owner')).toBe('ok')
  })

  it('of collections to look into: every one of them, told alike', async () => {
    const asked = (name: string, collections: string[]) =>
      requireReadable(db.prisma, actor(name), collections).then(
        () => 'ok',
        ({ code }) => code,
      )
    expect(await asked('viewer', [ids.shared, ids.shared])).toBe('ok')
    expect(await asked('viewer', [ids.shared, ids.other])).toBe('NOT_FOUND')
    expect(await asked('viewer', ['no-such-id'])).toBe('NOT_FOUND')
    expect(await asked('owner', [ids.shared, ids.other])).toBe('ok')
    expect(await asked('namedStranger', [])).toBe('ok')
  })
})

describe('the scope of a search', () => {
  const scope = async (name: string, requested?: string[]) => {
    const { collectionIds, restricted } = await searchScope({ db }, actor(name), requested)
    return { collectionIds, restricted }
  }
  const both = () => [ids.shared, ids.other].sort()

  it('has all restricted documents where the level allows, and the named ones elsewhere', async () => {
    const none = { collectionIds: [], documentIds: [] }
    expect(await scope('owner')).toEqual({
      collectionIds: both(),
      restricted: { collectionIds: both(), documentIds: [] },
    })
    const all = { collectionIds: [ids.shared], documentIds: [] }
    expect(await scope('editor')).toEqual({ collectionIds: [ids.shared], restricted: all })
    expect(await scope('groupEditor')).toEqual({ collectionIds: [ids.shared], restricted: all })
    expect(await scope('viewer')).toEqual({ collectionIds: [ids.shared], restricted: none })
    const named = { collectionIds: [], documentIds: [ids.closed] }
    expect(await scope('named')).toEqual({ collectionIds: [ids.shared], restricted: named })
    expect(await scope('namedByGroup')).toEqual({ collectionIds: [ids.shared], restricted: named })
    expect(await scope('namedStranger')).toEqual({ collectionIds: [], restricted: none })
  })

  it('is narrowed to what was asked for', async () => {
    expect((await scope('owner', [ids.other])).collectionIds).toEqual([ids.other])
    expect((await scope('owner', [])).collectionIds).toEqual([])
    expect((await scope('viewer', [ids.other, 'no-such-id'])).collectionIds).toEqual([])
  })

  it('is everything for the system', async () => {
    expect(await searchScope({ db }, systemActor)).toMatchObject({
      collectionIds: both(),
      restricted: { collectionIds: both(), documentIds: [] },
    })
  })
})
