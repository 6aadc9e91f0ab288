import { createTestDatabase, type TestDatabase } from '@sarvanom/db/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { UserActor } from '../access/index.ts'
import {
  createCollection,
  getCollection,
  listMembers,
  removeCollectionGroup,
  setCollectionGroup,
} from '../collections/index.ts'
import {
  addGroupMember,
  createGroup,
  deleteGroup,
  getGroup,
  listGroupMembers,
  listGroups,
  removeGroupMember,
  updateGroup,
} from './index.ts'

let db: TestDatabase
let ada: UserActor
let ben: UserActor
const from = { address: '192.0.2.7' }
const unknown = '01890f1e-0000-7000-8000-000000000000'

async function user(name: string): Promise<UserActor> {
  const data = { email: `${name}@example.org`, name, roleName: 'member' }
  const { id } = await db.prisma.user.create({ data, select: { id: true } })
  return { kind: 'user', userId: id, permissions: new Set() }
}
const create = (name: string) => createGroup({ db }, ada, { name, description: '' }, from)
const join = (groupId: string, { userId }: UserActor) => addGroupMember({ db }, ada, { groupId, userId }, from)

beforeAll(async () => {
  db = await createTestDatabase()
  ada = await user('ada')
  ben = await user('ben')
})
afterAll(() => db.drop())

describe('groups', () => {
  it('are made, renamed, listed newest first, and deleted', async () => {
    const { id } = await create(' Chemists ')
    expect(await getGroup({ db }, id)).toMatchObject({ name: 'Chemists', memberCount: 0 })
    await create('Later')
    expect(await updateGroup({ db }, ada, { id, name: 'Physicists' }, from)).toMatchObject({ name: 'Physicists' })
    const page = await listGroups({ db }, { limit: 1 })
    expect(page.items.map(({ name }) => name)).toEqual(['Later'])
    const next = await listGroups({ db }, { limit: 1, cursor: page.nextCursor })
    expect(next.items.map(({ name }) => name)).toEqual(['Physicists'])
    await deleteGroup({ db }, ada, id, from)
    await expect(getGroup({ db }, id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('have names of their own, whatever the capitals', async () => {
    const { id } = await create('Botanists')
    const taken = { code: 'CONFLICT', fields: [{ path: 'name' }] }
    await expect(create('botanists')).rejects.toMatchObject(taken)
    const other = await create('Zoologists')
    await expect(updateGroup({ db }, ada, { id: other.id, name: 'BOTANISTS' }, from)).rejects.toMatchObject(taken)
    expect(await updateGroup({ db }, ada, { id, name: 'BOTANISTS' }, from)).toMatchObject({ name: 'BOTANISTS' })
  })

  it('that are unknown are NOT_FOUND for every act', async () => {
    const gone = { code: 'NOT_FOUND' }
    const membership = { groupId: unknown, userId: ben.userId }
    await expect(getGroup({ db }, unknown)).rejects.toMatchObject(gone)
    await expect(updateGroup({ db }, ada, { id: unknown, name: 'x' }, from)).rejects.toMatchObject(gone)
    await expect(deleteGroup({ db }, ada, unknown, from)).rejects.toMatchObject(gone)
    await expect(listGroupMembers({ db }, { groupId: unknown, limit: 10 })).rejects.toMatchObject(gone)
    await expect(addGroupMember({ db }, ada, membership, from)).rejects.toMatchObject(gone)
    await expect(removeGroupMember({ db }, ada, membership, from)).rejects.toMatchObject(gone)
  })

  it('take a member once, and say of each act who did it to whom', async () => {
    const { id: groupId } = await create('Members')
    await join(groupId, ben)
    await join(groupId, ben)
    await expect(join(groupId, { ...ben, userId: unknown })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect((await listGroupMembers({ db }, { groupId, limit: 10 })).items).toEqual([
      { id: ben.userId, name: 'ben', email: 'ben@example.org' },
    ])
    await removeGroupMember({ db }, ada, { groupId, userId: ben.userId }, from)
    const events = await db.prisma.auditEvent.findMany({ where: { targetId: groupId }, orderBy: { id: 'asc' } })
    expect(events.map(({ action }) => action)).toEqual(['groups.create', 'groups.members.add', 'groups.members.remove'])
    expect(events[1]).toMatchObject({ actorId: ada.userId, address: from.address, detail: { userId: ben.userId } })
  })
})

describe('a collection shared with a group', () => {
  it('is seen by its members from the next request on, until they leave or the group goes', async () => {
    const { id: collectionId } = await createCollection({ db }, ada, { name: 'Shared', description: '' })
    const { id: groupId } = await create('Readers')
    await join(groupId, ben)
    const refused = () => expect(getCollection({ db }, ben, collectionId)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await refused()
    await setCollectionGroup({ db }, ada, { collectionId, groupId, level: 'editor' }, from)
    expect(await getCollection({ db }, ben, collectionId)).toMatchObject({
      level: 'editor',
      memberCount: 1,
      groupCount: 1,
    })
    expect((await listMembers({ db }, ada, collectionId)).groups).toEqual([
      { groupId, name: 'Readers', level: 'editor', memberCount: 1 },
    ])
    await removeGroupMember({ db }, ada, { groupId, userId: ben.userId }, from)
    await refused()
    await join(groupId, ben)
    await removeCollectionGroup({ db }, ada, { collectionId, groupId }, from)
    await refused()
    await setCollectionGroup({ db }, ada, { collectionId, groupId, level: 'viewer' }, from)
    await deleteGroup({ db }, ada, groupId, from)
    await refused()
  })

  it('is shared further by its owners alone, and with groups that exist', async () => {
    const { id: collectionId } = await createCollection({ db }, ada, { name: 'Owned', description: '' })
    const { id: groupId } = await create('Editors')
    await join(groupId, ben)
    await setCollectionGroup({ db }, ada, { collectionId, groupId, level: 'editor' }, from)
    const own = { collectionId, groupId, level: 'owner' as const }
    await expect(setCollectionGroup({ db }, ben, own, from)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(removeCollectionGroup({ db }, ben, own, from)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(setCollectionGroup({ db }, ada, { ...own, groupId: unknown }, from)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    await setCollectionGroup({ db }, ada, own, from)
    expect(await getCollection({ db }, ben, collectionId)).toMatchObject({ level: 'owner' })
  })
})
