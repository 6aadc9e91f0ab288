import { describe, expect, it } from 'vitest'
import { searchFilter } from './filter.ts'

describe('the condition of a search', () => {
  it('names the collections', () => {
    const restricted = { collectionIds: ['a', 'b'], documentIds: [] }
    expect(searchFilter({ collectionIds: ['a', 'b'], restricted }, {})).toBe("collectionId IN ('a','b')")
  })

  it('finds no restricted document where nothing says that it may', () => {
    const found = "collectionId IN ('a') AND restricted = false"
    expect(searchFilter({ collectionIds: ['a'] }, {})).toBe(found)
    expect(searchFilter({ collectionIds: ['a'], restricted: { collectionIds: [], documentIds: [] } }, {})).toBe(found)
  })

  it('finds restricted documents of collections and single ones, where that is allowed', () => {
    const restricted = { collectionIds: ['b'], documentIds: ['d', 'e'] }
    expect(searchFilter({ collectionIds: ['a', 'b'], restricted }, { type: 'pdf' })).toBe(
      "collectionId IN ('a','b') AND (restricted = false OR collectionId IN ('b') OR documentId IN ('d','e')) AND type = 'pdf'",
    )
  })

  it('cannot be left by a quote in a value', () => {
    const scope = { collectionIds: ["a'); DROP"], restricted: { collectionIds: ["a'); DROP"], documentIds: [] } }
    expect(searchFilter(scope, { metadata: { "k'": "v' OR 1=1 --" } })).toBe(
      "collectionId IN ('a''); DROP') AND array_has(metadata, 'k''=v'' OR 1=1 --')",
    )
  })

  it('takes a day alone as the whole of it', () => {
    const from = Date.UTC(2026, 0, 2)
    expect(searchFilter({ collectionIds: ['a'] }, { from: '2026-01-02', to: '2026-01-02' })).toContain(
      `date >= ${from} AND date <= ${from + 86_399_999}`,
    )
  })

  it('refuses what is no date', () => {
    expect(() => searchFilter({ collectionIds: ['a'] }, { from: 'yesterday' })).toThrowError(
      expect.objectContaining({ code: 'BAD_REQUEST', message: 'filters.from is not an ISO date' }),
    )
  })
})
