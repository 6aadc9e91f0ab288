import { describe, expect, it } from 'vitest'
import { newRecoveryCodes, recoveryCodeHash } from './recovery-codes.ts'

describe('recovery codes', () => {
  it('row 7: are ten of 60 random bits, each another', () => {
    const codes = newRecoveryCodes()
    expect(codes).toHaveLength(10)
    for (const code of codes) expect(code).toMatch(/^[0-9a-hjkmnp-tv-z]{4}(-[0-9a-hjkmnp-tv-z]{4}){2}$/)
    const many = Array.from({ length: 100 }, newRecoveryCodes).flat()
    expect(new Set(many).size).toBe(1000)
    // Every letter of the 32 is used.
    expect(new Set(many.join('').replaceAll('-', '')).size).toBe(32)
  })

  it('are the same as people read and type them', () => {
    const wanted = recoveryCodeHash('01ab-cdef-10gh')
    for (const typed of ['01ABCDEF10GH', ' 01ab cdef 10gh ', 'o1ab-cdef-1Ogh', 'OIab-cdef-l0gh', '0lab-cdef-i0gh']) {
      expect(recoveryCodeHash(typed)).toBe(wanted)
    }
    expect(recoveryCodeHash('01ab-cdef-10gj')).not.toBe(wanted)
    expect(recoveryCodeHash('01ab_cdef-10gh')).not.toBe(wanted)
  })

  it('are stored as SHA-256', () => {
    expect(recoveryCodeHash('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  })
})
