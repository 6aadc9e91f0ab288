import { describe, expect, it } from 'vitest'
import { searchFilter } from './filter.ts'

describe('the condition of a search', () => {
  it('names the collections', () => {
    expect(searchFilter(['a', 'b'], {})).toBe("collectionId IN ('a','b')")
  })

  it('cannot be left by a quote in a value', () => {
    expect(searchFilter(["a'); DROP"], { metadata: { "k'": "v' OR 1=1 --" } })).toBe(
      "collectionId IN ('a''); DROP') AND array_has(metadata, 'k''=v'' OR 1=1 --')",
    )
  })

  it('takes a day alone as the whole of it', () => {
    const from = Date.UTC(2026, 0, 2)
    expect(searchFilter(['a'], { from: '2026-01-02', to: '2026-01-02' })).toContain(
      `date >= ${from} AND date <= ${from + 86_399_999}`,
    )
  })

  it('refuses what is no date', () => {
    expect(() => searchFilter(['a'], { from: 'yesterday' })).toThrowError(
      expect.objectContaining({ code: 'BAD_REQUEST', message: 'filters.from is not an ISO date' }),
    )
  })
})
