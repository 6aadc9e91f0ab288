import { describe, expect, it } from 'vitest'
import { openSecretBox } from '../../secrets/index.ts'
import { claimsOf, keyIdOf, newClaims } from './claims.ts'
import { clientHash } from './client-hash.ts'
import { isAccepted, needsSuccessor, newKeyTimes, signingKey } from './key-choice.ts'
import { decideRefresh } from './refresh-decision.ts'
import { isRefreshToken, newRefreshToken, successorOf } from './refresh-token.ts'

const now = new Date('2026-01-01T00:00:00Z')
const later = (ms: number) => new Date(now.getTime() + ms)
const day = 86_400_000

describe('the header of an access token', () => {
  const ours = { alg: 'EdDSA', typ: 'at+jwt', kid: 'key-1' }

  it('names the key when it is as we write it', () => {
    expect(keyIdOf(ours)).toBe('key-1')
  })

  it.each([
    ['none', { ...ours, alg: 'none' }],
    ['another algorithm', { ...ours, alg: 'HS256' }],
    ['another name of the algorithm', { ...ours, alg: 'Ed25519' }],
    ['no algorithm', { typ: ours.typ, kid: ours.kid }],
    ['another type', { ...ours, typ: 'JWT' }],
    ['no type', { alg: ours.alg, kid: ours.kid }],
    ['no key', { alg: ours.alg, typ: ours.typ }],
    ['an empty key', { ...ours, kid: '' }],
    ['a key that is not text', { ...ours, kid: 7 as unknown as string }],
    ['a key with a blank', { ...ours, kid: 'a b' }],
    ['a key that is too long', { ...ours, kid: 'a'.repeat(201) }],
    ['jku', { ...ours, jku: 'https://evil.example/keys' }],
    ['jwk', { ...ours, jwk: { kty: 'OKP' } }],
    ['x5u', { ...ours, x5u: 'https://evil.example/cert' }],
    ['x5c', { ...ours, x5c: [] }],
    ['x5t', { ...ours, x5t: 'a' }],
    ['x5t#S256', { ...ours, 'x5t#S256': 'a' }],
    ['crit', { ...ours, crit: ['exp'] }],
  ])('names none with %s', (_name, header) => {
    expect(keyIdOf(header)).toBeUndefined()
  })

  it('takes a key name of 200 characters', () => {
    expect(keyIdOf({ ...ours, kid: 'a'.repeat(200) })).toBe('a'.repeat(200))
  })
})

describe('the claims of an access token', () => {
  const claims = { userId: 'user', sessionId: 'session' }

  it('are for us, from us, for ten minutes', () => {
    const at = later(123).getTime() / 1000
    expect(newClaims(claims, { now: later(123), issuer: 'https://a.example', id: 'jti' })).toEqual({
      iss: 'https://a.example',
      aud: 'https://a.example',
      sub: 'user',
      sid: 'session',
      jti: 'jti',
      iat: Math.floor(at),
      nbf: Math.floor(at) - 30,
      exp: Math.floor(at) + 600,
    })
  })

  it('are read back', () => {
    expect(claimsOf(newClaims(claims, { now, issuer: 'i', id: 'jti' }))).toEqual(claims)
  })

  it.each(['sub', 'sid', 'jti'])('are worth nothing without %s', (name) => {
    const whole = newClaims(claims, { now, issuer: 'i', id: 'jti' })
    for (const value of [undefined, '', 7, ['user'], 'a\0b', ' a', 'a ']) {
      expect(claimsOf({ ...whole, [name]: value })).toBeUndefined()
    }
  })
})

describe('a refresh token', () => {
  const token = { expiresAt: later(14 * day), spentAt: null, clientHash: 'a' }

  it('is spent while it is fresh, by whichever client', () => {
    expect(decideRefresh(token, { now, clientHash: 'a' })).toBe('rotate')
    expect(decideRefresh(token, { now, clientHash: 'b' })).toBe('rotate')
    expect(decideRefresh(token, { now: later(14 * day - 1), clientHash: 'a' })).toBe('rotate')
    expect(decideRefresh(token, { now: later(14 * day), clientHash: 'a' })).toBe('expired')
  })

  it.each([
    [0, 'a', 'repeat'],
    [10_000, 'a', 'repeat'],
    [-5_000, 'a', 'repeat'],
    [10_001, 'a', 'reuse'],
    [0, 'b', 'reuse'],
    [10_000, 'b', 'reuse'],
    [15 * day, 'a', 'reuse'],
  ])('that was spent %i ms ago and comes from client %s is %s', (ms, client, decision) => {
    expect(decideRefresh({ ...token, spentAt: now }, { now: later(ms), clientHash: client })).toBe(decision)
  })

  it('has a form of its own', () => {
    const fresh = newRefreshToken()
    expect(fresh).toMatch(/^srt_/)
    expect(isRefreshToken(fresh)).toBe(true)
    expect(newRefreshToken()).not.toBe(fresh)
    for (const other of ['', `x${fresh}`, `${fresh}x`, fresh.slice(1), fresh.replace('srt_', 'srv_'), `${fresh}\n`]) {
      expect(isRefreshToken(other)).toBe(false)
    }
  })

  it('has one successor, which nobody without the secret can compute', () => {
    const [box, other] = [openSecretBox('one secret'), openSecretBox('another')]
    const token = newRefreshToken()
    const successor = successorOf(token, box)
    expect(isRefreshToken(successor)).toBe(true)
    expect(successorOf(token, openSecretBox('one secret'))).toBe(successor)
    expect(successorOf(token, other)).not.toBe(successor)
    expect(successorOf(newRefreshToken(), box)).not.toBe(successor)
    expect(successor).not.toBe(token)
    // the same in every release, or a client in the middle of a refresh would be taken for a thief
    expect(successorOf(`srt_${'a'.repeat(43)}`, openSecretBox('a secret of at least thirty-two characters'))).toBe(
      'srt_npZXMkKo_QRHKV5KQaCzaeMpjFA2ZQrfVzQUoCcKO0I',
    )
  })
})

describe('the same client', () => {
  const hash = (userAgent?: string, address?: string) => clientHash({ userAgent, address })

  it('is one with the same user agent and network', () => {
    expect(hash('curl', '192.0.2.1')).toBe(hash('curl', '::ffff:192.0.2.1'))
    expect(hash('curl', '2001:db8::1')).toBe(hash('curl', '2001:db8::2:3'))
    expect(hash()).toBe(hash())
  })

  it('is not one with another', () => {
    const all = [
      hash('curl', '192.0.2.1'),
      hash('curl', '192.0.2.2'),
      hash('curl', '2001:db8::1'),
      hash('curl', '2001:db8:0:1::1'),
      hash('wget', '192.0.2.1'),
      hash('curl'),
      hash(undefined, '192.0.2.1'),
      hash(),
    ]
    expect(new Set(all).size).toBe(all.length)
    expect(all[0]).toMatch(/^[0-9a-f]{64}$/)
  })
})

describe('a signing key', () => {
  it('signs for 30 days, and is accepted for an hour more', () => {
    const key = newKeyTimes(now)
    expect(key).toEqual({ createdAt: now, rotatesAt: later(30 * day), expiresAt: later(30 * day + 3_600_000) })
    expect(signingKey([key], later(30 * day - 1))).toBe(key)
    expect(signingKey([key], later(30 * day))).toBeUndefined()
    expect(isAccepted(key, later(30 * day + 3_599_999))).toBe(true)
    expect(isAccepted(key, later(30 * day + 3_600_000))).toBe(false)
  })

  it('gets its successor two days ahead, which signs only afterwards', () => {
    const [first, second] = [newKeyTimes(now), newKeyTimes(later(28 * day))]
    expect(needsSuccessor([], now)).toBe(true)
    expect(needsSuccessor([first], later(28 * day - 1))).toBe(false)
    expect(needsSuccessor([first], later(28 * day))).toBe(true)
    expect(needsSuccessor([first, second], later(28 * day))).toBe(false)
    for (const keys of [
      [first, second],
      [second, first],
    ]) {
      expect(signingKey(keys, later(28 * day))).toBe(first)
      expect(signingKey(keys, later(30 * day))).toBe(second)
    }
  })

  it('is missing where there is none', () => {
    expect(signingKey([], now)).toBeUndefined()
  })
})
