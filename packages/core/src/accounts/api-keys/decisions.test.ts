import { describe, expect, it } from 'vitest'
import type { Permission, Scope } from '../../access/index.ts'
import { keyExpiry } from './expiry.ts'
import { hasKeyForm, isApiKey, keyPrefix, newApiKey } from './key-form.ts'
import { isKeyLive, permissionsOfKey } from './rights.ts'
import { createApiKeySchema } from './schema.ts'

const now = new Date('2026-01-01T00:00:00Z')
const day = 86_400_000
const after = (days: number, ms = 0) => new Date(now.getTime() + days * day + ms)

describe('the expiry of a key', () => {
  it('is in 90 days, in a year, or as wished', () => {
    expect(keyExpiry(undefined, now)).toEqual(after(90))
    expect(keyExpiry(null, now)).toEqual(after(366))
    expect(keyExpiry('2026-01-01T00:00:00.001Z', now)).toEqual(after(0, 1))
    expect(keyExpiry(after(366).toISOString(), now)).toEqual(after(366))
    expect(keyExpiry('2026-03-01T00:00:00+02:00', now)).toEqual(new Date('2026-02-28T22:00:00Z'))
  })

  it.each([
    [now.toISOString(), 'must be in the future'],
    ['2025-12-31T23:59:59Z', 'must be in the future'],
    [after(366, 1).toISOString(), 'must be within a year from now'],
  ])('is not %s', (wish, message) => {
    let thrown: unknown
    try {
      keyExpiry(wish, now)
    } catch (error) {
      thrown = error
    }
    expect(thrown).toMatchObject({
      code: 'BAD_REQUEST',
      message: `expiresAt ${message}`,
      fields: [{ path: 'expiresAt', message }],
    })
  })
})

describe('the form of a key', () => {
  it('row 9: has a known beginning and 256 random bits', () => {
    const keys = new Set(Array.from({ length: 50 }, newApiKey))
    expect(keys.size).toBe(50)
    for (const key of keys) expect(key).toMatch(/^srv_[\w-]{43}$/)
  })

  it('is told from other tokens', () => {
    const key = newApiKey()
    expect([isApiKey(key), hasKeyForm(key)]).toEqual([true, true])
    for (const other of ['srv_', `${key}x`, key.slice(0, -1), `srv_${' '.repeat(43)}`]) {
      expect([isApiKey(other), hasKeyForm(other)]).toEqual([true, false])
    }
    for (const other of ['', 'eyJhbGciOiJFZERTQSJ9.e30.x', `x${key}`, key.replace('srv_', 'srt_')]) {
      expect([isApiKey(other), hasKeyForm(other)]).toEqual([false, false])
    }
  })

  it('shows twelve characters to recognise it by', () => {
    const key = newApiKey()
    expect(keyPrefix(key)).toBe(key.slice(0, 12))
  })
})

describe('the rights of a key', () => {
  const all: Permission[] = ['library:write', 'users:manage', 'answers:review', 'analytics:read', 'system:manage']
  const held = (...scopes: Scope[]) => permissionsOfKey(all, new Set(scopes))

  it('are those of its owner that its scopes reach', () => {
    expect(held('read', 'ask')).toEqual([])
    expect(held('write')).toEqual(['library:write', 'answers:review'])
    expect(held('admin')).toEqual(['users:manage', 'analytics:read', 'system:manage'])
    expect(held('write', 'admin')).toEqual(all)
    expect(permissionsOfKey([], new Set(['read', 'ask', 'write', 'admin']))).toEqual([])
  })

  it('end with it', () => {
    expect(isKeyLive({ expiresAt: after(1), revokedAt: null }, now)).toBe(true)
    expect(isKeyLive({ expiresAt: null, revokedAt: null }, now)).toBe(true)
    expect(isKeyLive({ expiresAt: now, revokedAt: null }, now)).toBe(false)
    expect(isKeyLive({ expiresAt: after(1), revokedAt: now }, now)).toBe(false)
    expect(isKeyLive({ expiresAt: null, revokedAt: after(-1) }, now)).toBe(false)
  })
})

describe('the input of a new key', () => {
  it('has scopes each once, in their order, reading and asking by default', () => {
    expect(createApiKeySchema.parse({ name: 'CI' })).toEqual({ name: 'CI', scopes: ['read', 'ask'] })
    expect(createApiKeySchema.parse({ name: 'CI', scopes: ['write', 'read', 'write'] }).scopes).toEqual([
      'read',
      'write',
    ])
  })

  it.each([
    [{ name: '' }],
    [{ name: ' ' }],
    [{ name: 'x'.repeat(101) }],
    [{ name: 'CI', scopes: [] }],
    [{ name: 'CI', scopes: ['root'] }],
    [{ name: 'CI', expiresAt: 'tomorrow' }],
    [{ name: 'CI', expiresAt: '2026-01-01' }],
  ])('is not %j', (input) => {
    expect(createApiKeySchema.safeParse(input).success).toBe(false)
  })
})
