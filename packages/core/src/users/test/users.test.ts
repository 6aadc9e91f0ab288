import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { UserActor } from '../../access/index.ts'
import {
  createUser,
  disableUser,
  enableUser,
  getUser,
  listUsers,
  removeTotp,
  revokeUserSessions,
  updateUser,
} from '../index.ts'
import { addRole, addSession, addUser, eventsOf, openUsers } from './manage-users.ts'

let users: Awaited<ReturnType<typeof openUsers>>
let admin: UserActor
const from = { address: '192.0.2.7' }

beforeAll(async () => {
  users = await openUsers()
  admin = await addUser(users.db, 'administrator', 'Ada')
})
beforeEach(() => users.mails.splice(0))
afterAll(() => users.db.drop())

const sessionsOf = (userId: string) => users.db.prisma.session.count({ where: { userId } })

describe('creating a user', () => {
  it('gives a link to choose a password, mailed and told once', async () => {
    const input = { email: 'new@example.org', name: ' New ', role: 'member' }
    const made = await createUser(users.context, admin, input, from)
    expect(made).toMatchObject({ email: 'new@example.org', name: 'New', role: 'member', disabled: false, mailed: true })
    expect(made.link?.url).toMatch(/^https:\/\/docs\.example\.org\/reset#[\w-]{43}$/)
    expect(users.mails).toMatchObject([{ to: 'new@example.org', text: expect.stringContaining(made.link?.url ?? '?') }])
    const token = made.link?.url.split('#')[1] ?? '?'
    expect(JSON.stringify(await users.db.prisma.oneTimeToken.findMany())).not.toContain(token)
  })

  it('takes a password instead, of which only the hash is stored', async () => {
    const input = { email: 'typed@example.org', name: 'Typed', role: 'viewer', password: 'correct-horse-battery-9' }
    const made = await createUser(users.context, admin, input, from)
    expect(made).toMatchObject({ link: null, mailed: false })
    const credential = await users.db.prisma.credential.findFirst({ where: { userId: made.id } })
    expect(credential?.secretHash).toBe('hash of correct-horse-battery-9')
  })

  it.each([
    [{ email: 'taken@example.org' }, { code: 'CONFLICT', fields: [{ path: 'email' }] }],
    [{ role: 'emperor' }, { code: 'UNPROCESSABLE_CONTENT', fields: [{ path: 'role' }] }],
    [{ password: 'password1' }, { code: 'UNPROCESSABLE_CONTENT', fields: [{ path: 'password' }] }],
  ])('refuses %j and names the field', async (change, refusal) => {
    await users.db.prisma.user.upsert({
      where: { email: 'taken@example.org' },
      create: { email: 'taken@example.org', name: 'T', roleName: 'member' },
      update: {},
    })
    const before = await users.db.prisma.user.count()
    const input = { email: 'other@example.org', name: 'Other', role: 'member', ...change }
    await expect(createUser(users.context, admin, input, from)).rejects.toMatchObject(refusal)
    expect(await users.db.prisma.user.count()).toBe(before)
  })

  it('leaves one event, which names the user and holds no address of theirs', async () => {
    const made = await createUser(
      users.context,
      admin,
      { email: 'seen@example.org', name: 'Seen', role: 'viewer' },
      from,
    )
    const events = await users.db.prisma.auditEvent.findMany({ where: { targetId: made.id } })
    expect(events).toMatchObject([
      { actorId: admin.userId, action: 'users.create', targetType: 'user', result: 'success', address: '192.0.2.7' },
    ])
    expect(JSON.stringify(events)).not.toContain('seen@example.org')
  })
})

describe('the list', () => {
  it('finds by name and address, literally, and by state', async () => {
    const odd = await addUser(users.db, 'member', 'Percent 100%_sure')
    await addUser(users.db, 'member', 'Percent 100 unsure')
    const found = async (filter: object) => (await listUsers(users.context, { limit: 100, ...filter })).items
    expect((await found({ search: '100%_S' })).map((user) => user.id)).toEqual([odd.userId])
    expect((await found({ search: odd.email })).map((user) => user.id)).toEqual([odd.userId])
    await disableUser(users.context, admin, odd.userId, from)
    expect((await found({ status: 'disabled' })).map((user) => user.id)).toEqual([odd.userId])
    expect((await found({ status: 'active' })).map((user) => user.id)).not.toContain(odd.userId)
  })

  it('shows everybody once, page by page, and when they were last there', async () => {
    await addSession(users.db, admin.userId)
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await listUsers(users.context, { limit: 2, cursor })
      seen.push(...page.items.map((user) => user.id))
      cursor = page.nextCursor
    } while (cursor)
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen.length).toBe(await users.db.prisma.user.count())
    expect((await getUser(users.context, admin.userId)).lastUsedAt).not.toBeNull()
  })
})

describe('changing a user', () => {
  it('makes a new address unverified and old links worthless', async () => {
    const ben = await addUser(users.db, 'member', 'Ben')
    const { db } = users
    await db.prisma.user.updateMany({ where: { id: ben.userId }, data: { emailVerifiedAt: new Date() } })
    await db.prisma.oneTimeToken.create({
      data: { tokenHash: 'h1', userId: ben.userId, purpose: 'reset_password', email: ben.email, expiresAt: new Date() },
    })
    await expect(
      updateUser(users.context, admin, { id: ben.userId, email: 'ben2@example.org' }, from),
    ).resolves.toMatchObject({ email: 'ben2@example.org', emailVerified: false, name: 'Ben' })
    expect(await db.prisma.oneTimeToken.count({ where: { userId: ben.userId } })).toBe(0)
    await expect(
      updateUser(users.context, admin, { id: ben.userId, email: 'taken@example.org' }, from),
    ).rejects.toMatchObject({ code: 'CONFLICT', fields: [{ path: 'email' }] })
  })

  it('row 10: ends the sessions of who gains a permission, and not of who loses one', async () => {
    const eva = await addUser(users.db, 'viewer')
    await addSession(users.db, eva.userId)
    await updateUser(users.context, admin, { id: eva.userId, role: 'expert' }, from)
    expect(await sessionsOf(eva.userId)).toBe(0)
    await addSession(users.db, eva.userId)
    await updateUser(users.context, admin, { id: eva.userId, role: 'viewer', name: 'Eva' }, from)
    expect(await sessionsOf(eva.userId)).toBe(1)
    const events = (await eventsOf(users.db, 'users.update')).filter((event) => event.targetId === eva.userId)
    expect(events.map((event) => event.detail)).toEqual([
      { changed: ['role'], role: { from: 'viewer', to: 'expert' } },
      { changed: ['name', 'role'], role: { from: 'expert', to: 'viewer' } },
    ])
  })

  it('disables with every session and link, and enables again', async () => {
    const cora = await addUser(users.db, 'member')
    await addSession(users.db, cora.userId)
    expect(await disableUser(users.context, admin, cora.userId, from)).toMatchObject({ disabled: true })
    expect(await sessionsOf(cora.userId)).toBe(0)
    expect(await enableUser(users.context, admin, cora.userId, from)).toMatchObject({ disabled: false })
  })

  it('takes away a second factor with its recovery codes', async () => {
    const dan = await addUser(users.db, 'member')
    const { db } = users
    await db.prisma.totpSecret.create({ data: { userId: dan.userId, secret: 's', confirmedAt: new Date() } })
    await db.prisma.recoveryCode.create({ data: { userId: dan.userId, codeHash: 'c' } })
    expect(await getUser(users.context, dan.userId)).toMatchObject({ totpEnabled: true })
    expect(await removeTotp(users.context, admin, dan.userId, from)).toMatchObject({ totpEnabled: false })
    expect(await db.prisma.recoveryCode.count({ where: { userId: dan.userId } })).toBe(0)
  })

  it('ends one session, or all, of that user alone', async () => {
    const [eve, fay] = [await addUser(users.db, 'member'), await addUser(users.db, 'member')]
    for (const user of [eve, eve, eve, fay]) await addSession(users.db, user.userId)
    const one = await users.db.prisma.session.findFirstOrThrow({ where: { userId: eve.userId } })
    const foreign = await users.db.prisma.session.findFirstOrThrow({ where: { userId: fay.userId } })
    const revoke = (sessionId?: string) => revokeUserSessions(users.context, admin, { id: eve.userId, sessionId }, from)
    expect(await revoke(one.id)).toEqual({ count: 1 })
    await expect(revoke(foreign.id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await revoke()).toEqual({ count: 2 })
    expect(await sessionsOf(fay.userId)).toBe(1)
  })
})

describe('who may manage users but is no administrator', () => {
  let manager: UserActor
  const attempts = (target: string): [string, () => Promise<unknown>][] => [
    ['users.update', () => updateUser(users.context, manager, { id: target, name: 'Mine' }, from)],
    ['users.update', () => updateUser(users.context, manager, { id: target, role: 'viewer' }, from)],
    ['users.disable', () => disableUser(users.context, manager, target, from)],
    ['users.enable', () => enableUser(users.context, manager, target, from)],
    ['users.removeTotp', () => removeTotp(users.context, manager, target, from)],
    ['users.sessions.revoke', () => revokeUserSessions(users.context, manager, { id: target }, from)],
  ]

  beforeAll(async () => {
    await addRole(users.db, 'reception', ['users:manage', 'library:write'])
    manager = await addUser(users.db, 'reception')
  })

  it('cannot give what it does not have', async () => {
    const member = await addUser(users.db, 'member')
    for (const role of ['administrator', 'expert']) {
      const refusal = { code: 'FORBIDDEN', fields: [{ path: 'role' }] }
      const input = { email: `${role}@example.org`, name: 'X', role }
      await expect(createUser(users.context, manager, input, from)).rejects.toMatchObject(refusal)
      for (const id of [member.userId, manager.userId])
        await expect(updateUser(users.context, manager, { id, role }, from)).rejects.toMatchObject(refusal)
    }
    expect(await getUser(users.context, member.userId)).toMatchObject({ role: 'member' })
    expect(await users.db.prisma.user.count({ where: { email: 'administrator@example.org' } })).toBe(0)
  })

  it('cannot touch who may do more, and every attempt is written down', async () => {
    await addSession(users.db, admin.userId)
    for (const [action, attempt] of attempts(admin.userId)) {
      await expect(attempt()).rejects.toMatchObject({ code: 'FORBIDDEN' })
      expect((await eventsOf(users.db, action)).at(-1)).toMatchObject({
        actorId: manager.userId,
        targetId: admin.userId,
        result: 'denied',
      })
    }
    expect(await getUser(users.context, admin.userId)).toMatchObject({ name: 'Ada', role: 'administrator' })
    expect(await sessionsOf(admin.userId)).toBeGreaterThan(0)
  })

  it('manages whoever may do no more', async () => {
    const peer = await addUser(users.db, 'reception')
    for (const [, attempt] of attempts(peer.userId)) await attempt()
    expect(await getUser(users.context, peer.userId)).toMatchObject({ name: 'Mine', role: 'viewer' })
  })

  it('gets the same answer for every id that never was', async () => {
    for (const [, attempt] of attempts('no-such-user'))
      await expect(attempt()).rejects.toMatchObject({ code: 'NOT_FOUND', message: 'Not found', fields: [] })
  })
})
