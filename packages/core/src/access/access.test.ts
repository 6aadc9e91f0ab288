import { createTestDatabase, type TestDatabase } from '@sarvanom/db/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accessibleDocuments, requireCollection, searchScope, systemActor, type UserActor } from './index.ts'

let db: TestDatabase
const actors: Record<string, UserActor> = {}
const ids = { shared: '', secret: '' }

async function user(name: string) {
  const { id } = await db.prisma.user.create({
    data: { email: `${name}@example.org`, name, roleName: 'member' },
    select: { id: true },
  })
  actors[name] = { kind: 'user', userId: id, permissions: new Set() }
  return id
}
const actor = (name: string): UserActor => {
  const found = actors[name]
  if (!found) throw new Error(`no actor ${name}`)
  return found
}

beforeAll(async () => {
  db = await createTestDatabase()
  const [owner, editor, viewer] = [await user('owner'), await user('editor'), await user('viewer')]
  await user('stranger')
  const shared = await db.prisma.collection.create({
    data: {
      name: 'Shared',
      members: {
        create: [
          { userId: owner, level: 'owner' },
          { userId: editor, level: 'editor' },
          { userId: viewer, level: 'viewer' },
        ],
      },
    },
  })
  const secret = await db.prisma.collection.create({
    data: {
      name: 'Secret',
      members: { create: { userId: owner, level: 'owner' } },
    },
  })
  ids.shared = shared.id
  ids.secret = secret.id
  await db.prisma.document.create({ data: { collectionId: shared.id, title: 'Open', identity: 'external:1' } })
  await db.prisma.document.create({ data: { collectionId: secret.id, title: 'Closed', identity: 'external:1' } })
})
afterAll(() => db.drop())

describe('the access rule', () => {
  it.each([
    ['owner', ['Closed', 'Open']],
    ['editor', ['Open']],
    ['viewer', ['Open']],
    ['stranger', []],
  ])('lets %s read exactly the documents of own collections', async (name, titles) => {
    const rows = await db.prisma.document.findMany({
      where: accessibleDocuments(actor(name)),
      orderBy: { title: 'asc' },
    })
    expect(rows.map((row) => row.title)).toEqual(titles)
  })

  it('lets only editors and owners change', async () => {
    const changeable = async (name: string) =>
      (await db.prisma.document.findMany({ where: accessibleDocuments(actor(name), 'editor') })).length
    expect(await changeable('owner')).toBe(2)
    expect(await changeable('editor')).toBe(1)
    expect(await changeable('viewer')).toBe(0)
  })

  it('lets the system read everything', async () => {
    expect(await db.prisma.document.count({ where: accessibleDocuments(systemActor) })).toBe(2)
  })
})

describe('requireCollection', () => {
  it('tells a foreign collection and one that never existed alike', async () => {
    const refusal = async (id: string) => {
      const error = await requireCollection({ db }, actor('viewer'), id, 'viewer').catch((thrown: unknown) => thrown)
      return { ...(error as object), message: (error as Error).message, code: (error as { code: string }).code }
    }
    expect(await refusal(ids.secret)).toEqual(await refusal('no-such-id'))
    expect(await refusal(ids.secret)).toMatchObject({ code: 'NOT_FOUND' })
  })

  it('tells a member of too low a level that the level is missing', async () => {
    await expect(requireCollection({ db }, actor('viewer'), ids.shared, 'editor')).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    await expect(requireCollection({ db }, actor('editor'), ids.shared, 'editor')).resolves.toMatchObject({
      level: 'editor',
    })
  })
})

describe('searchScope', () => {
  it('leaves out requested collections that the actor may not read', async () => {
    const scope = await searchScope({ db }, actor('editor'), [ids.shared, ids.secret])
    expect(scope.collectionIds).toEqual([ids.shared])
  })

  it('is empty for who has no collection', async () => {
    expect((await searchScope({ db }, actor('stranger'))).collectionIds).toEqual([])
  })
})

describe('a group', () => {
  it('gives its members its level, and the higher of two counts', async () => {
    const { userId } = actor('viewer')
    const group = await db.prisma.group.create({ data: { name: 'Writers', members: { create: { userId } } } })
    const shared = { collectionId: ids.shared, groupId: group.id }
    await db.prisma.collectionGroup.create({ data: { ...shared, level: 'editor' } })
    await expect(requireCollection({ db }, actor('viewer'), ids.shared, 'editor')).resolves.toMatchObject({
      level: 'editor',
    })
    await db.prisma.collectionGroup.deleteMany({ where: shared })
    await expect(requireCollection({ db }, actor('viewer'), ids.shared, 'viewer')).resolves.toMatchObject({
      level: 'viewer',
    })
  })

  it('opens a collection to who is no member of its own', async () => {
    const { userId } = actor('stranger')
    const group = await db.prisma.group.create({ data: { name: 'Guests', members: { create: { userId } } } })
    await db.prisma.collectionGroup.create({ data: { collectionId: ids.secret, groupId: group.id, level: 'viewer' } })
    expect((await searchScope({ db }, actor('stranger'))).collectionIds).toEqual([ids.secret])
    await db.prisma.groupMember.deleteMany({ where: { userId } })
    expect((await searchScope({ db }, actor('stranger'))).collectionIds).toEqual([])
  })
})

describe('a restricted document', () => {
  const readable = async (name: string) =>
    (await db.prisma.document.findMany({ where: accessibleDocuments(actor(name)), orderBy: { title: 'asc' } })).map(
      ({ title }) => title,
    )

  it('is read by owners, editors and named viewers, and by nobody for being named alone', async () => {
    const { id } = await db.prisma.document.create({
      data: { collectionId: ids.shared, title: 'Restricted', identity: 'external:2', restricted: true },
    })
    expect(await readable('owner')).toContain('Restricted')
    expect(await readable('editor')).toContain('Restricted')
    expect(await readable('viewer')).toEqual(['Open'])
    const named = ['viewer', 'stranger'].map((name) => ({ documentId: id, userId: actor(name).userId }))
    await db.prisma.documentUser.createMany({ data: named })
    expect(await readable('viewer')).toEqual(['Open', 'Restricted'])
    expect(await readable('stranger')).toEqual([])
    expect(await searchScope({ db }, actor('viewer'))).toMatchObject({
      restricted: { collectionIds: [], documentIds: [id] },
    })
    expect(await searchScope({ db }, actor('editor'))).toMatchObject({
      restricted: { collectionIds: [ids.shared], documentIds: [] },
    })
  })
})
