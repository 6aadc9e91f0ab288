import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { secretOf } from './secret-file.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sarvanom-secret-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('is made once, random, for its owner alone, and stays', () => {
  const secret = secretOf(folder)
  expect(Buffer.from(secret, 'base64url')).toHaveLength(32)
  expect(statSync(join(folder, 'secret')).mode & 0o777).toBe(0o600)
  expect(readdirSync(folder)).toEqual(['secret'])
  expect(secretOf(folder)).toBe(secret)
})

it('that others can read is closed to them again', () => {
  secretOf(folder)
  chmodSync(join(folder, 'secret'), 0o644)
  secretOf(folder)
  expect(statSync(join(folder, 'secret')).mode & 0o777).toBe(0o600)
})

it.each(['', 'short', 'two words that are long enough otherwise'])('%j is no secret and is not replaced', (content) => {
  writeFileSync(join(folder, 'secret'), content)
  expect(() => secretOf(folder)).toThrow(/does not hold a secret/)
})
