import { describe, expect, it } from 'vitest'
import { openSecretBox, randomToken, tokenHash } from './index.ts'

const secret = 'a secret of at least thirty-two characters'
const box = openSecretBox(secret)

describe('the secret box', () => {
  it('gives back what was put in, with the same secret', () => {
    for (const text of ['', 'a', 'ключ 🔑', 'x'.repeat(10_000)]) {
      expect(openSecretBox(secret).decrypt(box.encrypt(text, 'p'), 'p')).toBe(text)
    }
    expect(box.decrypt(box.encrypt('text'))).toBe('text')
  })

  it('encrypts the same text differently every time, and shows nothing of it', () => {
    const sealed = [box.encrypt('the text'), box.encrypt('the text')]
    expect(sealed[0]).not.toBe(sealed[1])
    expect(sealed[0]).toMatch(/^v1\.[\w-]+$/)
    expect(Buffer.from(sealed[0]?.slice(3) ?? '', 'base64url').toString('latin1')).not.toContain('the text')
  })

  it('opens nothing with another secret or for another purpose', () => {
    const sealed = box.encrypt('text', 'totp:1')
    expect(() => openSecretBox(`${secret}!`).decrypt(sealed, 'totp:1')).toThrow()
    expect(() => box.decrypt(sealed, 'totp:2')).toThrow()
    expect(() => box.decrypt(sealed)).toThrow()
  })

  it('opens nothing that was changed in any byte', () => {
    const bytes = Buffer.from(box.encrypt('text').slice(3), 'base64url')
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ 1
      expect(() => box.decrypt(`v1.${changed.toString('base64url')}`)).toThrow()
    }
  })

  it.each(['', 'v1', 'v1.', 'v1.AAAA', `v1.${'A'.repeat(36)}`, 'plain text'])(
    'says that %j is not encrypted',
    (text) => {
      expect(() => box.decrypt(text)).toThrow('not something encrypted')
    },
  )

  it('knows its form by its version', () => {
    expect(() => box.decrypt(box.encrypt('text').replace('v1', 'v2'))).toThrow('not something encrypted')
  })

  it('opens what earlier releases wrote', () => {
    expect(box.decrypt('v1.gvagRq0ReCl50pgUbXMY6vnxOO3E3Wwd3h1CuaxOC8jiXQyA', 'totp:1')).toBe('ключ')
    expect(box.derive('a').toString('hex')).toBe('38db5275dcf1c45ed2ce9aa58036e39a9b4dbbcfe9ff8bb96490b22d15ed0386')
  })

  it('derives a key of its own for every label, the same on every server', () => {
    expect(box.derive('a')).toHaveLength(32)
    expect(box.derive('a')).toEqual(openSecretBox(secret).derive('a'))
    expect(box.derive('a')).not.toEqual(box.derive('b'))
    expect(box.derive('a')).not.toEqual(openSecretBox('another').derive('a'))
  })
})

describe('random tokens', () => {
  it('row 9: have 256 random bits and are stored as hashes', () => {
    const tokens = new Set(Array.from({ length: 100 }, randomToken))
    expect(tokens.size).toBe(100)
    for (const token of tokens) expect(token).toMatch(/^[\w-]{43}$/)
    expect(tokenHash('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  })
})
