import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import type { UserActor } from '../../access/index.ts'
import { lockUser } from '../change-user.ts'
import { deleteUser, disableUser, updateUser } from '../index.ts'
import { addUser, eventsOf, openUsers } from './manage-users.ts'

let users: Awaited<ReturnType<typeof openUsers>>
let admin: UserActor
const from = {}
const opened: (typeof users)[] = []

beforeEach(async () => {
  users = await openUsers()
  opened.push(users)
  admin = await addUser(users.db, 'administrator')
})
afterAll(async () => {
  for (const { db } of opened) await db.drop()
})

const remove = (actor: UserActor, id: string) => deleteUser(users.context, { actor, id, action: 'users.delete', from })

async function addCollection(name: string, ...members: [UserActor, 'owner' | 'editor' | 'viewer'][]) {
  const { id } = await users.db.prisma.collection.create({
    data: { name, members: { create: members.map(([{ userId }, level]) => ({ userId, level })) } },
  })
  const [[owner] = [admin]] = members
  const data = { collectionId: id, title: `of ${name}`, identity: 'external:1', createdById: owner.userId }
  await users.db.prisma.document.create({ data })
  return id
}

describe('the last administrator who can sign in', () => {
  const attempts: [string, (id: string) => Promise<unknown>][] = [
    ['disabled', (id) => disableUser(users.context, admin, id, from)],
    ['demoted', (id) => updateUser(users.context, admin, { id, role: 'member' }, from)],
    ['deleted', (id) => remove(admin, id)],
  ]

  it.each(attempts)('cannot be %s, whatever other accounts there are', async (_what, attempt) => {
    const disabled = await addUser(users.db, 'administrator')
    await disableUser(users.context, admin, disabled.userId, from)
    await addUser(users.db, 'member')
    await addCollection('Diary', [admin, 'owner'])
    await expect(attempt(admin.userId)).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(await users.db.prisma.user.findFirst({ where: { id: admin.userId } })).toMatchObject({
      roleName: 'administrator',
      disabledAt: null,
    })
    expect(await users.db.prisma.document.count()).toBe(1)
  })

  it.each(attempts)('can be %s while there is another one', async (_what, attempt) => {
    await addUser(users.db, 'administrator')
    await attempt(admin.userId)
    const where = { roleName: 'administrator', disabledAt: null }
    expect(await users.db.prisma.user.count({ where })).toBe(1)
  })

  it('remains when two administrators remove each other at once', async () => {
    const other = await addUser(users.db, 'administrator')
    const results = await Promise.allSettled([
      disableUser(users.context, admin, other.userId, from),
      disableUser(users.context, other, admin.userId, from),
    ])
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await users.db.prisma.user.count({ where: { disabledAt: null } })).toBe(1)
  })

  it('is not taken away while another removal is under way: the second waits for the first', async () => {
    const other = await addUser(users.db, 'administrator')
    let second: Promise<unknown> = Promise.resolve()
    await users.db.prisma.$transaction(async (tx) => {
      await lockUser(tx, other.userId)
      await tx.user.updateMany({ where: { id: other.userId }, data: { disabledAt: new Date() } })
      let settled = false
      second = disableUser(users.context, other, admin.userId, from).finally(() => {
        settled = true
      })
      second.catch(() => {})
      while (!settled && (await waiting()) === 0) await new Promise((resolve) => setTimeout(resolve, 10))
      expect(settled).toBe(false)
    })
    await expect(second).rejects.toMatchObject({ code: 'CONFLICT' })
  })
})

/** Statements that wait for a lock. */
async function waiting(): Promise<number> {
  const { rows } = await users.db.pool.query(
    `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  )
  return rows.length
}

describe('deleting a user', () => {
  it('is refused while others use a collection that would have no owner, and names it', async () => {
    const [ann, ben] = [await addUser(users.db, 'member'), await addUser(users.db, 'member')]
    const group = await users.db.prisma.group.create({ data: { name: 'Team' } })
    await addCollection('Shared papers', [ann, 'owner'], [ben, 'viewer'])
    const withGroup = await addCollection('Team papers', [ann, 'owner'])
    await users.db.prisma.collectionGroup.create({
      data: { collectionId: withGroup, groupId: group.id, level: 'owner' },
    })
    await addCollection('Diary', [ann, 'owner'])
    await expect(remove(admin, ann.userId)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringMatching(/"Shared papers", "Team papers"\./),
    })
    expect(await users.db.prisma.collection.count()).toBe(3)
    expect(await eventsOf(users.db, 'users.delete')).toEqual([])
  })

  it('takes along what is the user’s alone, and leaves what is others’', async () => {
    const [ann, ben] = [await addUser(users.db, 'member'), await addUser(users.db, 'member')]
    const diary = await addCollection('Diary', [ann, 'owner'])
    const team = await addCollection('Team', [ben, 'owner'], [ann, 'editor'])
    const { prisma } = users.db
    await prisma.document.updateMany({ where: { collectionId: team }, data: { createdById: ann.userId } })
    const thread = await prisma.thread.create({ data: { userId: ann.userId, title: 'Why' } })
    const query = await prisma.query.create({
      data: { threadId: thread.id, userId: ann.userId, question: 'Why?', mode: 'quick', runs: { create: {} } },
      select: { runs: true },
    })
    await prisma.apiKey.create({ data: { userId: ann.userId, name: 'k', prefix: 'srv_a', keyHash: 'h', scopes: [] } })
    await remove(admin, ann.userId)
    expect(users.cancelled).toEqual(query.runs.map((run) => run.id))
    expect(await prisma.user.count({ where: { id: ann.userId } })).toBe(0)
    expect((await prisma.collection.findMany()).map((one) => one.id)).toEqual([team])
    expect(await prisma.document.findMany()).toMatchObject([{ collectionId: team, createdById: null }])
    expect([await prisma.query.count(), await prisma.run.count(), await prisma.apiKey.count()]).toEqual([0, 0, 0])
    expect(await eventsOf(users.db, 'users.delete')).toMatchObject([
      { actorId: admin.userId, targetId: ann.userId, result: 'success', detail: { collections: 1 } },
    ])
    expect(await prisma.auditEvent.count({ where: { action: 'collections.delete', targetId: diary } })).toBe(1)
    await expect(remove(admin, ann.userId)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('is refused to who may do less, before anything is deleted', async () => {
    await users.db.prisma.role.create({
      data: { name: 'reception', description: '', permissions: ['users:manage'] },
    })
    const manager = await addUser(users.db, 'reception')
    await addUser(users.db, 'administrator')
    await addCollection('Diary', [admin, 'owner'])
    await expect(remove(manager, admin.userId)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(await users.db.prisma.collection.count()).toBe(1)
    expect(await eventsOf(users.db, 'users.delete')).toMatchObject([{ actorId: manager.userId, result: 'denied' }])
  })
})
