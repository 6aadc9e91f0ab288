import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { tokenHash } from '../../secrets/index.ts'
import { client, openSignInParts, type SignInParts } from '../testing/sign-in-parts.ts'

let parts: SignInParts
let userId: string
const unauthorized = { code: 'UNAUTHORIZED' }
const elsewhere = { ...client, address: '198.51.100.7' }
const dead = async (accessToken: string) =>
  await expect(parts.byToken(accessToken)).rejects.toMatchObject({ code: 'UNAUTHORIZED' })

beforeAll(async () => {
  parts = await openSignInParts()
})
afterAll(() => parts.close())
beforeEach(async () => {
  userId = await parts.addUser()
})

describe('tokens', () => {
  it('speak for the user, in a session that lists show', async () => {
    const pair = await parts.tokens.issue(userId, client)
    expect(pair).toEqual({
      accessToken: expect.stringMatching(/^ey/),
      refreshToken: expect.stringMatching(/^srt_[\w-]{43}$/),
      tokenType: 'Bearer',
      expiresIn: 600,
    })
    const signedIn = await parts.byToken(pair.accessToken)
    expect(signedIn).toMatchObject({ user: { id: userId }, actor: { userId, via: 'token' } })
    expect(await parts.db.prisma.session.findMany({ where: { userId } })).toMatchObject([
      { id: signedIn?.actor.sessionId, kind: 'token', ...client },
    ])
  })

  it('row 9: are stored as hashes only', async () => {
    const { accessToken, refreshToken } = await parts.tokens.issue(userId, client)
    const { rows } = await parts.db.pool.query(
      'SELECT (SELECT json_agg(s) FROM sessions s)::text || (SELECT json_agg(r) FROM refresh_tokens r)::text AS all',
    )
    expect(rows[0].all).toContain(tokenHash(refreshToken))
    expect(rows[0].all).not.toContain(refreshToken)
    expect(rows[0].all).not.toContain(accessToken)
  })

  it('row 11: live for ten minutes', async () => {
    const { accessToken } = await parts.tokens.issue(userId, client)
    parts.pass({ minutes: 9 })
    expect(await parts.byToken(accessToken)).toBeDefined()
    parts.pass({ minutes: 1 })
    await dead(accessToken)
  })

  it('end with their session, and with their user', async () => {
    const { accessToken } = await parts.tokens.issue(userId, client)
    await parts.db.prisma.user.delete({ where: { id: userId } })
    await dead(accessToken)
  })

  it('belong to a session that no cookie opens', async () => {
    const { accessToken } = await parts.tokens.issue(userId, client)
    const [session] = await parts.db.prisma.session.findMany({ where: { userId } })
    for (const id of [session?.id, session?.idHash, accessToken]) {
      expect(await parts.byCookie(`__Host-sarvanom=${id}`)).toBeUndefined()
    }
  })
})

describe('row 12: refreshing', () => {
  const chain = async () =>
    await parts.db.prisma.refreshToken.findMany({ where: { session: { userId } }, orderBy: { createdAt: 'asc' } })

  it('gives a new pair, extends the session and spends the old token', async () => {
    const first = await parts.tokens.issue(userId, client)
    parts.pass({ days: 10 })
    const second = await parts.tokens.refresh(first.refreshToken, elsewhere)
    expect(second.refreshToken).toMatch(/^srt_[\w-]{43}$/)
    expect(second.refreshToken).not.toBe(first.refreshToken)
    expect((await parts.byToken(second.accessToken))?.actor.userId).toBe(userId)
    const [session] = await parts.db.prisma.session.findMany({ where: { userId } })
    expect(session).toMatchObject({ lastUsedAt: parts.clock(), address: elsewhere.address })
    parts.pass({ days: 13 })
    expect(await parts.tokens.refresh(second.refreshToken, client)).toMatchObject({ tokenType: 'Bearer' })
  })

  it('ends with the idle limit, and with the absolute one', async () => {
    const { refreshToken } = await parts.tokens.issue(userId, client)
    parts.pass({ days: 14 })
    await expect(parts.tokens.refresh(refreshToken, client)).rejects.toMatchObject(unauthorized)
    let latest = (await parts.tokens.issue(userId, client)).refreshToken
    for (let day = 10; day < 60; day += 10) {
      parts.pass({ days: 10 })
      latest = (await parts.tokens.refresh(latest, client)).refreshToken
    }
    parts.pass({ days: 10 })
    await expect(parts.tokens.refresh(latest, client)).rejects.toMatchObject(unauthorized)
  })

  it('50 times at once gives one successor', async () => {
    const { refreshToken } = await parts.tokens.issue(userId, client)
    const pairs = await Promise.all(Array.from({ length: 50 }, () => parts.tokens.refresh(refreshToken, client)))
    const [successor, ...others] = new Set(pairs.map((pair) => pair.refreshToken))
    expect(others).toEqual([])
    expect(await chain()).toHaveLength(2)
    for (const { accessToken } of pairs.slice(0, 3)) expect(await parts.byToken(accessToken)).toBeDefined()
    expect(await parts.tokens.refresh(successor ?? '', client)).toBeDefined()
  })

  it('is repeated for the same client within ten seconds, on any server', async () => {
    const { refreshToken } = await parts.tokens.issue(userId, client)
    const first = await parts.tokens.refresh(refreshToken, client)
    parts.pass({ ms: 10_000 })
    const again = await parts.openOther().refresh(refreshToken, client)
    expect(again.refreshToken).toBe(first.refreshToken)
    expect(await chain()).toHaveLength(2)
  })

  it.each([
    ['later', client, 10_001],
    ['from another client', elsewhere, 1],
    ['by another program', { ...client, userAgent: 'wget' }, 1],
  ])('with a spent token %s ends the whole family', async (_name, from, ms) => {
    const first = await parts.tokens.issue(userId, client)
    const second = await parts.tokens.refresh(first.refreshToken, client)
    const third = await parts.tokens.refresh(second.refreshToken, client)
    const apart = await parts.tokens.issue(userId, client)
    parts.pass({ ms })
    await expect(parts.tokens.refresh(first.refreshToken, from)).rejects.toMatchObject(unauthorized)
    await expect(parts.tokens.refresh(third.refreshToken, client)).rejects.toMatchObject(unauthorized)
    for (const { accessToken } of [first, second, third]) await dead(accessToken)
    // another session of the same user goes on
    expect(await parts.byToken(apart.accessToken)).toBeDefined()
    expect(await parts.db.prisma.auditEvent.findMany({ where: { actorId: userId } })).toMatchObject([
      { action: 'auth.refresh', result: 'denied', targetType: 'session', address: from.address },
    ])
  })

  it('has one audit event and no survivor when a stolen token is raced', async () => {
    const first = await parts.tokens.issue(userId, client)
    const results = await Promise.allSettled(
      [client, elsewhere].map((from) => parts.tokens.refresh(first.refreshToken, from)),
    )
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await parts.db.prisma.session.count({ where: { userId } })).toBe(0)
    expect(await parts.db.prisma.auditEvent.count({ where: { actorId: userId } })).toBe(1)
  })

  it('that fails in the middle leaves the old token as it was', async () => {
    const { refreshToken } = await parts.tokens.issue(userId, client)
    await parts.db.pool.query(`
      CREATE FUNCTION break() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'crash'; END $$;
      CREATE TRIGGER break BEFORE INSERT ON refresh_tokens FOR EACH ROW EXECUTE FUNCTION break()`)
    await expect(parts.tokens.refresh(refreshToken, client)).rejects.toThrow()
    await parts.db.pool.query('DROP TRIGGER break ON refresh_tokens; DROP FUNCTION break()')
    expect(await chain()).toMatchObject([{ spentAt: null }])
    expect(await parts.tokens.refresh(refreshToken, client)).toBeDefined()
  })

  it('after a lost connection leaves one live chain', async () => {
    const { refreshToken } = await parts.tokens.issue(userId, client)
    await parts.db.pool.query(`
      CREATE SEQUENCE cut_once;
      CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF nextval('cut_once') = 1 THEN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(1); END IF;
        RETURN NULL; END $$;
      CREATE TRIGGER cut AFTER INSERT ON refresh_tokens FOR EACH ROW EXECUTE FUNCTION cut()`)
    const next = await parts.tokens.refresh(refreshToken, client)
    await parts.db.pool.query('DROP TRIGGER cut ON refresh_tokens; DROP FUNCTION cut(); DROP SEQUENCE cut_once')
    const rows = await chain()
    expect(rows.filter(({ spentAt }) => spentAt === null)).toMatchObject([{ tokenHash: tokenHash(next.refreshToken) }])
    expect(rows).toHaveLength(2)
  })

  it.each([
    ['nothing', ''],
    ['an unknown token', `srt_${'a'.repeat(43)}`],
    ['an API key', `srv_${'a'.repeat(43)}`],
    ['text with NUL', 'srt_\0'],
  ])('with %s is refused', async (_name, token) => {
    await expect(parts.tokens.refresh(token, client)).rejects.toMatchObject(unauthorized)
  })
})
