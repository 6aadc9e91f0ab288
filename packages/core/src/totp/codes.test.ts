import { Secret } from 'otpauth'
import { describe, expect, it } from 'vitest'
import { isTotpCode, newSecret, secretUri, stepOfCode } from './codes.ts'

// RFC 6238, appendix B, of which apps show the last six digits.
const secret = Secret.fromLatin1('12345678901234567890').base32
const at = (seconds: number) => new Date(seconds * 1000)
const stepAt = (seconds: number, code: string, lastStep = 0) => stepOfCode({ secret, code, lastStep, now: at(seconds) })

describe('a code', () => {
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
  ])('is the one of RFC 6238 at %i', (seconds, code) => expect(stepAt(seconds, code)).toBe(Math.floor(seconds / 30)))

  it('may have a space in it', () => expect(stepAt(59, ' 287 082 ')).toBe(1))

  it.each(['287083', '000000', '28708', '2870820', 'abcdef', ''])('is not %j', (code) =>
    expect(stepAt(59, code)).toBeUndefined(),
  )

  it('is accepted one step early and one step late, and no more', () => {
    const code = '050471' // of step 37037037
    const start = 37_037_037 * 30
    expect([-31, -30, -1, 0, 29, 30, 59, 60].map((offset) => stepAt(start + offset, code) !== undefined)).toEqual([
      false,
      true,
      true,
      true,
      true,
      true,
      true,
      false,
    ])
    expect(stepAt(start - 30, code)).toBe(37_037_037)
    expect(stepAt(start + 59, code)).toBe(37_037_037)
  })

  it('row 7: is not accepted again, nor is one from before it', () => {
    expect(stepAt(59, '287082', 1)).toBeUndefined()
    expect(stepAt(59, '287082', 2)).toBeUndefined()
    expect(stepAt(59, '287082', 0)).toBe(1)
  })
})

it('a code of the app is told from a recovery code', () => {
  expect(['123456', '123 456', ' 123456'].map(isTotpCode)).toEqual([true, true, true])
  expect(['12345', '1234567', '12345a', 'abcd-efgh-jkmn', 'x123456', ''].map(isTotpCode)).toEqual(Array(6).fill(false))
})

describe('a secret', () => {
  it('has 160 random bits', () => {
    expect(Secret.fromBase32(newSecret()).bytes).toHaveLength(20)
    expect(newSecret()).not.toBe(newSecret())
  })

  it('is read by authenticator apps from its address', () => {
    const uri = secretUri(secret, 'ada+1@example.org')
    expect(uri).toMatch(/^otpauth:\/\/totp\/SarvanOM:/)
    const { searchParams } = new URL(uri)
    expect(Object.fromEntries(searchParams)).toMatchObject({ secret, issuer: 'SarvanOM', digits: '6', period: '30' })
    expect(searchParams.get('algorithm') ?? 'SHA1').toBe('SHA1')
  })
})
