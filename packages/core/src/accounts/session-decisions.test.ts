import { describe, expect, it } from 'vitest'
import { bearerToken } from './bearer.ts'
import { cookieValue } from './cookies.ts'
import { extended, isWorthNoting, newSessionTimes, sessionEnd } from './session-rule.ts'
import { lacksSecondFactor } from './session-user.ts'

const limits = { sessionIdleDays: 14, sessionAbsoluteDays: 60 }
const day = 86_400_000
const start = new Date('2026-01-01T00:00:00Z')
const after = (days: number, ms = 0) => new Date(start.getTime() + days * day + ms)

describe('the life of a session', () => {
  it('has an idle and an absolute end', () => {
    expect(newSessionTimes(start, limits)).toEqual({ expiresAt: after(14), endsAt: after(60) })
    expect(newSessionTimes(start, { ...limits, sessionAbsoluteDays: 3 })).toEqual({
      expiresAt: after(3),
      endsAt: after(3),
    })
  })

  it('is extended by use, within the absolute end', () => {
    expect(extended(after(10), after(60), limits)).toEqual(after(24))
    expect(extended(after(50), after(60), limits)).toEqual(after(60))
  })

  it.each([
    ['idle', { expiresAt: after(24), lastUsedAt: after(10) }, limits, after(24)],
    ['idle, counted from the last use', { expiresAt: after(30), lastUsedAt: after(10) }, limits, after(24)],
    ['what was settled at the last use', { expiresAt: after(12), lastUsedAt: after(10) }, limits, after(12)],
    ['absolute', { expiresAt: after(60), lastUsedAt: after(59) }, limits, after(60)],
    [
      'a stricter idle limit',
      { expiresAt: after(24), lastUsedAt: after(10) },
      { ...limits, sessionIdleDays: 1 },
      after(11),
    ],
    [
      'a stricter absolute limit',
      { expiresAt: after(24), lastUsedAt: after(10) },
      { ...limits, sessionAbsoluteDays: 12 },
      after(12),
    ],
    [
      'a looser limit only after the next use',
      { expiresAt: after(24), lastUsedAt: after(10) },
      { ...limits, sessionIdleDays: 30 },
      after(24),
    ],
  ])('ends by %s', (_name, times, rules, end) => {
    expect(sessionEnd({ createdAt: start, ...times }, rules)).toEqual(end)
  })

  it('has its use noted once a minute', () => {
    expect(isWorthNoting(null, start)).toBe(true)
    expect(isWorthNoting(start, after(0, 59_999))).toBe(false)
    expect(isWorthNoting(start, after(0, 60_000))).toBe(true)
  })
})

describe('a required second factor', () => {
  it.each([
    ['administrator', false, true, true],
    ['administrator', true, true, false],
    ['administrator', false, false, false],
    ['member', false, true, false],
  ])('role %s, set up %s, required %s: missing %s', (role, totpEnabled, totpForAdministrators, missing) => {
    expect(lacksSecondFactor({ role, totpEnabled }, { totpForAdministrators })).toBe(missing)
  })
})

describe('the Authorization header', () => {
  it.each([
    [undefined, undefined],
    ['', undefined],
    ['Basic dXNlcjpwYXNz', undefined],
    ['Bearerabc', undefined],
    ['Bearer abc', 'abc'],
    ['bearer  abc ', 'abc'],
    ['BEARER abc', 'abc'],
    ['Bearer', ''],
    ['Bearer a b', 'a b'],
    [' Bearer\tabc', 'abc'],
    ['Bearer  ', ''],
  ])('%j holds the token %j', (header, token) => {
    expect(bearerToken(header)).toBe(token)
  })
})

describe('the Cookie header', () => {
  it.each([
    ['sarvanom=abc', 'abc'],
    ['a=b; sarvanom=abc; c=d', 'abc'],
    ['a=b;sarvanom=abc', 'abc'],
    [' sarvanom = abc ', 'abc'],
    ['sarvanom=abc=d', 'abc=d'],
    ['broken=%E0%A4%A; sarvanom=abc', 'abc'],
    ['sarvanom=', ''],
    ['x-sarvanom=abc', undefined],
    ['sarvanom', undefined],
    ['sarvanomx', undefined],
    ['=abc', undefined],
    ['', undefined],
  ])('%j holds %j', (header, value) => {
    expect(cookieValue(header, 'sarvanom')).toBe(value)
  })
})
