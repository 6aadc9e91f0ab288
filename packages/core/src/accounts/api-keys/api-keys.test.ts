import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { UserActor } from '../../access/index.ts'
import { tokenHash } from '../../secrets/index.ts'
import { openSignInParts, type SignInParts } from '../testing/sign-in-parts.ts'
import { createApiKey, listApiKeys, revokeApiKey } from './index.ts'
import { createApiKeySchema } from './schema.ts'

let parts: SignInParts
let actor: UserActor
const unauthorized = { code: 'UNAUTHORIZED' }
const create = (input: object = {}, by = actor) =>
  createApiKey(parts, by, createApiKeySchema.parse({ name: 'CI', ...input }), { address: '192.0.2.1' })
const actorOf = (userId: string): UserActor => ({ kind: 'user', userId, permissions: new Set(), via: 'session' })

beforeAll(async () => {
  parts = await openSignInParts()
})
afterAll(() => parts.close())
beforeEach(async () => {
  parts.rules.totpForAdministrators = false
  actor = actorOf(await parts.addUser())
})

describe('row 14: an API key', () => {
  it('is shown once, has a prefix, and is stored hashed', async () => {
    const { key, ...item } = await create({ name: ' CI ' })
    expect(key).toMatch(/^srv_[\w-]{43}$/)
    expect(item).toEqual({
      id: expect.any(String),
      name: 'CI',
      prefix: key.slice(0, 12),
      scopes: ['read', 'ask'],
      createdAt: parts.clock().toISOString(),
      expiresAt: new Date(parts.clock().getTime() + 90 * 86_400_000).toISOString(),
      lastUsedAt: null,
      lastAddress: null,
      revokedAt: null,
    })
    expect(await listApiKeys(parts, actor, { limit: 10 })).toEqual({ items: [item] })
    const { rows } = await parts.db.pool.query('SELECT row_to_json(k)::text AS row FROM api_keys k WHERE id = $1', [
      item.id,
    ])
    expect(rows[0].row).toContain(tokenHash(key))
    expect(rows[0].row).not.toContain(key)
    expect(await parts.db.prisma.auditEvent.findMany({ where: { actorId: actor.userId } })).toMatchObject([
      { action: 'auth.apiKeys.create', targetType: 'apiKey', targetId: item.id, address: '192.0.2.1' },
    ])
  })

  it('speaks for its owner, within its scopes', async () => {
    const { key, id } = await create({ scopes: ['read'] })
    expect(await parts.byToken(key)).toMatchObject({
      user: { id: actor.userId, permissions: [] },
      actor: { userId: actor.userId, via: 'key', keyId: id, scopes: new Set(['read']), permissions: new Set() },
      secondFactorMissing: false,
    })
    expect((await parts.byToken(key))?.actor.sessionId).toBeUndefined()
  })

  it('never exceeds the rights its owner has at this moment', async () => {
    const admin = actorOf(await parts.addUser('administrator'))
    await parts.addUser('administrator')
    const { key } = await create({ scopes: ['read', 'ask', 'write', 'admin'] }, admin)
    const held = async () => (await parts.byToken(key))?.actor.permissions ?? new Set()
    expect([...(await held())]).toEqual(expect.arrayContaining(['users:manage', 'library:write']))
    await parts.db.prisma.user.update({ where: { id: admin.userId }, data: { roleName: 'viewer' } })
    expect(await held()).toEqual(new Set())
  })

  it('is held back with its owner where a second factor is required of him', async () => {
    const { key } = await create({ scopes: ['admin'] }, actorOf(await parts.addUser('administrator')))
    parts.rules.totpForAdministrators = true
    expect((await parts.byToken(key))?.secondFactorMissing).toBe(true)
  })

  it('is dead once it is revoked, and only its owner can do that', async () => {
    const { key, id } = await create()
    const stranger = actorOf(await parts.addUser())
    const refused = { code: 'NOT_FOUND', message: 'Not found' }
    await expect(revokeApiKey(parts, stranger, id, {})).rejects.toMatchObject(refused)
    await expect(revokeApiKey(parts, stranger, 'no-such-id', {})).rejects.toMatchObject(refused)
    expect(await parts.byToken(key)).toBeDefined()
    expect(await revokeApiKey(parts, actor, id, {})).toEqual({ id })
    await expect(parts.byToken(key)).rejects.toMatchObject(unauthorized)
    // again is as good as once
    expect(await revokeApiKey(parts, actor, id, {})).toEqual({ id })
    expect((await listApiKeys(parts, actor, { limit: 1 })).items[0]?.revokedAt).toBe(parts.clock().toISOString())
    const where = { actorId: actor.userId, action: 'auth.apiKeys.revoke' }
    expect(await parts.db.prisma.auditEvent.count({ where })).toBe(1)
  })

  it('is dead once it has expired', async () => {
    const { key } = await create({ expiresAt: new Date(parts.clock().getTime() + 1000).toISOString() })
    parts.pass({ ms: 999 })
    expect(await parts.byToken(key)).toBeDefined()
    parts.pass({ ms: 1 })
    await expect(parts.byToken(key)).rejects.toMatchObject(unauthorized)
  })

  it('is dead while its owner is disabled, and with its owner', async () => {
    const { key } = await create()
    const where = { id: actor.userId }
    await parts.db.prisma.user.update({ where, data: { disabledAt: new Date() } })
    await expect(parts.byToken(key)).rejects.toMatchObject(unauthorized)
    await parts.db.prisma.user.update({ where, data: { disabledAt: null } })
    expect(await parts.byToken(key)).toBeDefined()
    await parts.db.prisma.user.delete({ where })
    await expect(parts.byToken(key)).rejects.toMatchObject(unauthorized)
  })

  it.each(['srv_', `srv_${'a'.repeat(43)}`, `srv_${'a'.repeat(5000)}`, 'srv_\0'])('is not %j', async (key) => {
    await expect(parts.byToken(key)).rejects.toMatchObject(unauthorized)
  })

  it('notes its last use and place, once a minute', async () => {
    const { key } = await create()
    const last = async () => {
      const { lastUsedAt, lastAddress } = (await listApiKeys(parts, actor, { limit: 1 })).items[0] ?? {}
      return [lastUsedAt, lastAddress]
    }
    await parts.byToken(key, '192.0.2.7')
    const first = [parts.clock().toISOString(), '192.0.2.7']
    expect(await last()).toEqual(first)
    parts.pass({ ms: 59_999 })
    await parts.byToken(key, '192.0.2.8')
    expect(await last()).toEqual(first)
    parts.pass({ ms: 1 })
    await parts.byToken(key)
    expect(await last()).toEqual([parts.clock().toISOString(), '192.0.2.7'])
  })

  it('has an expiry within a year', async () => {
    await expect(create({ expiresAt: '2999-01-01T00:00:00Z' })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      fields: [{ path: 'expiresAt' }],
    })
    expect((await create({ expiresAt: null })).expiresAt).toBe(
      new Date(parts.clock().getTime() + 366 * 86_400_000).toISOString(),
    )
  })

  it('is one of at most 50 that can be used, also when many are made at once', async () => {
    await parts.db.prisma.apiKey.createMany({
      data: Array.from({ length: 48 }, (_, n) => ({
        userId: actor.userId,
        name: 'old',
        prefix: 'srv_',
        keyHash: `${actor.userId}-${n}`,
        scopes: ['read'],
        expiresAt: new Date(parts.clock().getTime() + 1000),
      })),
    })
    const made = await Promise.allSettled(Array.from({ length: 5 }, () => create()))
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
    await expect(create()).rejects.toMatchObject({ code: 'CONFLICT' })
    parts.pass({ ms: 1000 })
    expect(await create()).toBeDefined()
  })

  it('is listed in pages, for its owner alone', async () => {
    for (const name of ['a', 'b', 'c']) await create({ name })
    const first = await listApiKeys(parts, actor, { limit: 2 })
    const rest = await listApiKeys(parts, actor, { limit: 2, cursor: first.nextCursor })
    expect([...first.items, ...rest.items].map(({ name }) => name).sort()).toEqual(['a', 'b', 'c'])
    expect(rest.nextCursor).toBeUndefined()
    expect(await listApiKeys(parts, actorOf(await parts.addUser()), { limit: 2 })).toEqual({ items: [] })
  })
})
