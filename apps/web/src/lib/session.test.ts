import { describe, expect, it } from 'vitest'
import { safeNext } from './session.ts'

describe('where signing in leads', () => {
  it.each([
    ['/threads/1?claim=2', '/threads/1?claim=2'],
    ['/', '/'],
    [undefined, '/'],
    ['https://evil.example', '/'],
    ['//evil.example', '/'],
    ['/\\evil.example', '/'],
    ['/\t/evil.example', '/'],
    ['javascript:alert(1)', '/'],
  ])('%j leads to %j', (next, path) => {
    expect(safeNext(next)).toBe(path)
  })
})
