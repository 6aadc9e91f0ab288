import { createTestDatabase, type TestDatabase } from '@sarvanom/db/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { UserActor } from '../access/index.ts'
import {
  createCollection,
  deleteCollection,
  getCollection,
  listCollections,
  listMembers,
  removeMember,
  setMember,
  updateCollection,
} from './index.ts'

let db: TestDatabase
let ada: UserActor
let ben: UserActor

async function user(email: string): Promise<UserActor> {
  const { id } = await db.prisma.user.create({ data: { email, name: email, roleName: 'member' }, select: { id: true } })
  return { kind: 'user', userId: id, permissions: new Set() }
}

beforeAll(async () => {
  db = await createTestDatabase()
  ada = await user('ada@example.org')
  ben = await user('ben@example.org')
})
afterAll(() => db.drop())

const create = (actor: UserActor, name: string) => createCollection({ db }, actor, { name, description: '' })

describe('collections', () => {
  it('makes their maker the owner', async () => {
    const { id } = await create(ada, 'Papers')
    expect(await getCollection({ db }, ada, id)).toMatchObject({
      name: 'Papers',
      level: 'owner',
      counts: {},
      memberCount: 1,
    })
  })

  it('are invisible to others', async () => {
    const { id } = await create(ada, 'Diary')
    await expect(getCollection({ db }, ben, id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(updateCollection({ db }, ben, { id, name: 'Mine' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect((await listCollections({ db }, ben, { limit: 100 })).items).toEqual([])
  })

  it('are listed newest first, page by page, each once', async () => {
    const cora = await user('cora@example.org')
    for (const name of ['a', 'b', 'c', 'd', 'e']) await create(cora, name)
    const names: string[] = []
    let cursor: string | undefined
    do {
      const page = await listCollections({ db }, cora, { limit: 2, cursor })
      names.push(...page.items.map((item) => item.name))
      cursor = page.nextCursor
    } while (cursor)
    expect(names).toEqual(['e', 'd', 'c', 'b', 'a'])
  })

  it('refuse a cursor that no list returned, and name the field', async () => {
    await expect(listCollections({ db }, ada, { limit: 2, cursor: 'nonsense' })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      fields: [{ path: 'cursor' }],
    })
  })

  it('are deleted with their documents by their owner alone', async () => {
    const { id } = await create(ada, 'Old')
    await setMember({ db }, ada, { collectionId: id, userId: ben.userId, level: 'editor' }, {})
    await db.prisma.document.create({ data: { collectionId: id, title: 'x', identity: 'external:x' } })
    const removed: string[] = []
    const context = {
      db,
      async removeDocuments(_actor: unknown, ids: string[]) {
        removed.push(...ids)
        await db.prisma.document.deleteMany({ where: { id: { in: ids } } })
      },
    }
    await expect(deleteCollection(context, ben, id, {})).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await deleteCollection(context, ada, id, {})
    expect(removed).toHaveLength(1)
    await expect(getCollection({ db }, ada, id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await db.prisma.auditEvent.count({ where: { action: 'collections.delete', targetId: id } })).toBe(1)
  })
})

describe('members', () => {
  it('read what is shared with them from the next request on, and no longer once removed', async () => {
    const { id } = await create(ada, 'Team')
    await setMember({ db }, ada, { collectionId: id, userId: ben.userId, level: 'viewer' }, {})
    expect(await getCollection({ db }, ben, id)).toMatchObject({ level: 'viewer' })
    await removeMember({ db }, ada, { collectionId: id, userId: ben.userId }, {})
    await expect(getCollection({ db }, ben, id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('are shown to the owner alone', async () => {
    const { id } = await create(ada, 'Team 2')
    await setMember({ db }, ada, { collectionId: id, userId: ben.userId, level: 'editor' }, {})
    await expect(listMembers({ db }, ben, id)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect((await listMembers({ db }, ada, id)).items.map((member) => member.level)).toEqual(['owner', 'editor'])
  })

  it('keep at least one owner', async () => {
    const { id } = await create(ada, 'Team 3')
    const lastOwner = { code: 'CONFLICT' }
    await expect(removeMember({ db }, ada, { collectionId: id, userId: ada.userId }, {})).rejects.toMatchObject(
      lastOwner,
    )
    await expect(
      setMember({ db }, ada, { collectionId: id, userId: ada.userId, level: 'viewer' }, {}),
    ).rejects.toMatchObject(lastOwner)
    await setMember({ db }, ada, { collectionId: id, userId: ben.userId, level: 'owner' }, {})
    await removeMember({ db }, ada, { collectionId: id, userId: ada.userId }, {})
    expect(await getCollection({ db }, ben, id)).toMatchObject({ level: 'owner', memberCount: 1 })
  })
})

describe('the audit log', () => {
  it('refuses changes and deletions', async () => {
    await db.prisma.auditEvent.create({ data: { action: 'test' } })
    await expect(db.prisma.auditEvent.updateMany({ data: { action: 'forged' } })).rejects.toThrow(
      /audit_events_append_only/,
    )
    await expect(db.prisma.auditEvent.deleteMany({})).rejects.toThrow(/audit_events_append_only/)
  })
})
