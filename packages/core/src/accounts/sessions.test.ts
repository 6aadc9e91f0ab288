import { createHash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { endSessions, listSessions, logOut, openSessions, revokeOtherSessions, revokeSession } from './index.ts'
import { client, openSignInParts, type SignInParts } from './testing/sign-in-parts.ts'

let parts: SignInParts
let userId: string
const cookieOf = (setCookie: string) => setCookie.split(';')[0] ?? ''
const signIn = async (id = userId, from: Partial<typeof client> = client) => {
  const { setCookie, signedIn } = await parts.sessions.create(id, {
    userAgent: from.userAgent,
    address: from.address,
  })
  return { cookie: cookieOf(setCookie), actor: signedIn.actor, id: signedIn.actor.sessionId ?? '' }
}

beforeAll(async () => {
  parts = await openSignInParts()
})
afterAll(() => parts.close())
beforeEach(async () => {
  Object.assign(parts.rules, { sessionIdleDays: 14, sessionAbsoluteDays: 60, totpForAdministrators: false })
  userId = await parts.addUser()
})

describe('a session', () => {
  it('row 10: is kept in a cookie that scripts and other sites cannot use', async () => {
    const { setCookie } = await parts.sessions.create(userId, client)
    expect(setCookie).toMatch(/^__Host-sarvanom=/)
    for (const attribute of ['HttpOnly', 'Secure', 'SameSite=Lax', 'Path=/']) expect(setCookie).toContain(attribute)
    expect(setCookie).not.toContain('Domain')
    const plain = openSessions({
      db: parts.db,
      clock: parts.clock,
      publicUrl: new URL('http://localhost:3000'),
      rules: async () => parts.rules,
    })
    const header = (await plain.create(userId, client)).setCookie
    expect(header).toMatch(/^sarvanom=/)
    expect(header).toContain('HttpOnly')
    expect(header).not.toContain('Secure')
  })

  it('row 9: has an id of at least 128 random bits, and only its hash is stored', async () => {
    const { cookie } = await signIn()
    const id = cookie.split('=')[1] ?? ''
    // base32: five bits a character
    expect(id.length * 5).toBeGreaterThanOrEqual(128)
    const rows = await parts.db.prisma.session.findMany({ where: { userId } })
    expect(JSON.stringify(rows)).not.toContain(id)
    expect(rows[0]?.idHash).toBe(createHash('sha256').update(id).digest('hex'))
    // neither the hash nor the public id opens it
    for (const other of [rows[0]?.idHash, rows[0]?.id]) {
      expect(await parts.byCookie(`__Host-sarvanom=${other}`)).toBeUndefined()
    }
  })

  it('row 10: has a new id at every sign-in', async () => {
    const [first, second] = [await signIn(), await signIn()]
    expect(first.cookie).not.toBe(second.cookie)
    await parts.sessions.end(first.cookie)
    expect(await parts.byCookie(first.cookie)).toBeUndefined()
    expect(await parts.byCookie(second.cookie)).toBeDefined()
  })

  it('tells who is signed in, with the rights of this moment', async () => {
    const { cookie, id } = await signIn()
    expect(await parts.byCookie(cookie)).toMatchObject({
      user: { id: userId, name: 'Ada', role: 'member', emailVerified: false, totpEnabled: false },
      actor: { kind: 'user', userId, via: 'session', sessionId: id, permissions: new Set(['library:write']) },
      secondFactorMissing: false,
    })
    await parts.db.prisma.user.update({
      where: { id: userId },
      data: { roleName: 'viewer', emailVerifiedAt: new Date() },
    })
    expect(await parts.byCookie(cookie)).toMatchObject({
      user: { role: 'viewer', permissions: [], emailVerified: true },
    })
  })

  it('misses a second factor only where one is required and none is confirmed', async () => {
    const admin = await signIn(await parts.addUser('administrator'))
    const missing = async () => (await parts.byCookie(admin.cookie))?.secondFactorMissing
    expect(await missing()).toBe(false)
    parts.rules.totpForAdministrators = true
    expect(await missing()).toBe(true)
    const { prisma } = parts.db
    await prisma.totpSecret.create({ data: { userId: admin.actor.userId, secret: 'sealed' } })
    expect(await missing()).toBe(true)
    await prisma.totpSecret.updateMany({ where: { userId: admin.actor.userId }, data: { confirmedAt: new Date() } })
    expect(await missing()).toBe(false)
    expect((await parts.byCookie(admin.cookie))?.user.totpEnabled).toBe(true)
  })

  it('is read beside cookies of others, whatever is in them', async () => {
    const { cookie } = await signIn()
    expect(await parts.byCookie(`theirs=%E0%A4%A; ${cookie}; more`)).toBeDefined()
    expect(await parts.byCookie('theirs=%E0%A4%A')).toBeUndefined()
    expect(await parts.byCookie('__Host-sarvanom=')).toBeUndefined()
    expect(await parts.byCookie('__Host-sarvanom=guess')).toBeUndefined()
  })
})

describe('row 11: limits of a session', () => {
  it('end it after the idle days, counted from its last use', async () => {
    const { cookie } = await signIn()
    parts.pass({ days: 13 })
    expect(await parts.byCookie(cookie)).toBeDefined()
    parts.pass({ days: 13 })
    expect(await parts.byCookie(cookie)).toBeDefined()
    parts.pass({ days: 14, ms: -1 })
    expect(await parts.byCookie(cookie)).toBeDefined()
    parts.pass({ days: 14 })
    expect(await parts.byCookie(cookie)).toBeUndefined()
    expect(await parts.db.prisma.session.count({ where: { userId } })).toBe(0)
  })

  it('end it after the absolute days, however much it is used', async () => {
    const { cookie } = await signIn()
    for (let day = 0; day < 59; day += 1) {
      parts.pass({ days: 1 })
      expect(await parts.byCookie(cookie), `day ${day}`).toBeDefined()
    }
    parts.pass({ days: 1, ms: -1 })
    expect(await parts.byCookie(cookie)).toBeDefined()
    parts.pass({ ms: 1 })
    expect(await parts.byCookie(cookie)).toBeUndefined()
  })

  it('hold for existing sessions when they are made stricter', async () => {
    const { cookie } = await signIn()
    parts.pass({ days: 2 })
    parts.rules.sessionIdleDays = 1
    expect(await parts.byCookie(cookie)).toBeUndefined()
  })

  it('cannot be moved past the absolute one, even in the database', async () => {
    await signIn()
    const late = { expiresAt: new Date(parts.clock().getTime() + 61 * 86_400_000) }
    await expect(parts.db.prisma.session.updateMany({ where: { userId }, data: late })).rejects.toThrow()
  })

  it('are kept for the access token of a session too', async () => {
    const { accessToken } = await parts.tokens.issue(userId, client)
    expect(await parts.byToken(accessToken)).toBeDefined()
    await parts.db.prisma.session.updateMany({ where: { userId }, data: { expiresAt: parts.clock() } })
    await expect(parts.byToken(accessToken)).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
  })

  it('remove what has ended', async () => {
    await signIn()
    parts.pass({ days: 20 })
    const other = await signIn()
    await parts.sessions.deleteExpired()
    const left = await parts.db.prisma.session.findMany({ where: { userId }, select: { id: true } })
    expect(left).toEqual([{ id: other.id }])
  })
})

describe('row 11: the end of a session', () => {
  it('comes at once when the account is disabled, for cookie, token and key alike', async () => {
    const { cookie } = await signIn()
    const { accessToken, refreshToken } = await parts.tokens.issue(userId, client)
    await parts.db.prisma.user.update({ where: { id: userId }, data: { disabledAt: new Date() } })
    expect(await parts.byCookie(cookie)).toBeUndefined()
    await expect(parts.byToken(accessToken)).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
    await expect(parts.tokens.refresh(refreshToken, client)).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
    await expect(parts.sessions.create(userId, client)).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
  })

  it('comes with signing out, also by the access token, which is dead from then on', async () => {
    const { accessToken, refreshToken } = await parts.tokens.issue(userId, client)
    const caller = { cookies: '', authorization: `Bearer ${accessToken}`, ...client }
    expect(await logOut(parts, caller)).toContain('Max-Age=0')
    await expect(parts.byToken(accessToken)).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
    await expect(parts.tokens.refresh(refreshToken, client)).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
    // nothing left to end
    expect(await logOut(parts, caller)).toContain('Max-Age=0')
    const events = await parts.db.prisma.auditEvent.findMany({ where: { actorId: userId } })
    expect(events).toMatchObject([{ action: 'auth.logout', targetType: 'session', address: client.address }])
  })

  it('by cookie leaves the other sessions alone', async () => {
    const [here, there] = [await signIn(), await signIn()]
    await logOut(parts, { cookies: here.cookie, authorization: undefined, ...client })
    expect(await parts.byCookie(here.cookie)).toBeUndefined()
    expect(await parts.byCookie(there.cookie)).toBeDefined()
    expect(await logOut(parts, { cookies: '', authorization: undefined, ...client })).toContain('Max-Age=0')
  })

  it('by a token leaves the session of the cookie that came along', async () => {
    const { cookie } = await signIn()
    const { accessToken } = await parts.tokens.issue(userId, client)
    await logOut(parts, { cookies: cookie, authorization: `Bearer ${accessToken}`, ...client })
    expect(await parts.byCookie(cookie)).toBeDefined()
  })
})

describe('row 11: the list of one’s sessions', () => {
  it('has those that live, with device, place and last use', async () => {
    const here = await signIn(userId, { userAgent: 'Firefox', address: '2001:db8::1' })
    parts.pass({ minutes: 1 })
    await parts.tokens.issue(userId, client)
    await signIn(await parts.addUser())
    const ended = await signIn()
    await parts.db.prisma.session.updateMany({ where: { id: ended.id }, data: { expiresAt: parts.clock() } })
    const { items } = await listSessions(parts, userId, here.id)
    const from = parts.clock().getTime()
    expect(items).toEqual([
      {
        id: expect.any(String),
        kind: 'token',
        current: false,
        ...client,
        createdAt: new Date(from).toISOString(),
        lastUsedAt: new Date(from).toISOString(),
        expiresAt: new Date(from + 14 * 86_400_000).toISOString(),
      },
      {
        id: here.id,
        kind: 'browser',
        current: true,
        userAgent: 'Firefox',
        address: '2001:db8::1',
        createdAt: new Date(from - 60_000).toISOString(),
        lastUsedAt: new Date(from - 60_000).toISOString(),
        expiresAt: new Date(from - 60_000 + 14 * 86_400_000).toISOString(),
      },
    ])
    parts.rules.sessionIdleDays = 1
    parts.pass({ days: 1 })
    expect(await listSessions(parts, userId)).toEqual({ items: [] })
  })

  it('notes a use and its place once a minute', async () => {
    const { cookie, id } = await signIn()
    const last = async () =>
      await parts.db.prisma.session.findFirst({ where: { id }, select: { lastUsedAt: true, address: true } })
    const first = await last()
    parts.pass({ ms: 59_999 })
    await parts.byCookie(cookie, '198.51.100.7')
    expect(await last()).toEqual(first)
    parts.pass({ ms: 1 })
    await Promise.all(Array.from({ length: 5 }, () => parts.byCookie(cookie, '198.51.100.7')))
    expect(await last()).toEqual({ lastUsedAt: parts.clock(), address: '198.51.100.7' })
    parts.pass({ minutes: 2 })
    await parts.byCookie(cookie)
    expect(await last()).toEqual({ lastUsedAt: parts.clock(), address: '198.51.100.7' })
  })

  it('keeps header values of any length short', async () => {
    const { id } = await signIn(userId, { userAgent: 'x'.repeat(9000), address: 'y'.repeat(9000) })
    const row = await parts.db.prisma.session.findFirstOrThrow({ where: { id } })
    expect([row.userAgent?.length, row.address?.length]).toEqual([500, 100])
  })

  it('lets one be ended, and nobody else’s', async () => {
    const [here, there] = [await signIn(), await signIn()]
    const stranger = await signIn(await parts.addUser())
    const refused = { code: 'NOT_FOUND', message: 'Not found' }
    await expect(revokeSession(parts, here.actor, stranger.id, {})).rejects.toMatchObject(refused)
    await expect(revokeSession(parts, here.actor, 'no-such-id', {})).rejects.toMatchObject(refused)
    expect(await parts.byCookie(stranger.cookie)).toBeDefined()
    expect(await revokeSession(parts, here.actor, there.id, { address: '192.0.2.9' })).toEqual({ id: there.id })
    expect(await parts.byCookie(there.cookie)).toBeUndefined()
    expect(await parts.byCookie(here.cookie)).toBeDefined()
    expect(await parts.db.prisma.auditEvent.findMany({ where: { actorId: userId } })).toMatchObject([
      { action: 'auth.sessions.revoke', targetId: there.id, address: '192.0.2.9', result: 'success' },
    ])
  })

  it('lets all others be ended at once', async () => {
    const here = await signIn()
    const there = await signIn()
    const { accessToken } = await parts.tokens.issue(userId, client)
    const stranger = await signIn(await parts.addUser())
    expect(await revokeOtherSessions(parts, here.actor, {})).toEqual({ count: 2 })
    expect(await parts.byCookie(there.cookie)).toBeUndefined()
    await expect(parts.byToken(accessToken)).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
    expect(await parts.byCookie(here.cookie)).toBeDefined()
    expect(await parts.byCookie(stranger.cookie)).toBeDefined()
    expect(await parts.db.prisma.auditEvent.findMany({ where: { actorId: userId } })).toMatchObject([
      { action: 'auth.sessions.revokeOthers', detail: { count: 2 } },
    ])
  })

  it('is at an administrator’s disposal: all, or one', async () => {
    const [a, b, c] = [await signIn(), await signIn(), await signIn()]
    expect(await endSessions(parts, { userId, id: a.id })).toBe(1)
    expect(await endSessions(parts, { userId, id: a.id, except: a.id })).toBe(0)
    expect(await endSessions(parts, { userId, except: c.id })).toBe(1)
    expect(await parts.byCookie(b.cookie)).toBeUndefined()
    expect(await endSessions(parts, { userId })).toBe(1)
    expect(await parts.byCookie(c.cookie)).toBeUndefined()
  })
})
