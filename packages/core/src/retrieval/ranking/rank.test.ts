import { describe, expect, it } from 'vitest'
import { encodeTerms } from './pool-texts.ts'
import { LSA_WEIGHTS, type PoolEntry, rank } from './rank.ts'

const entry = (chunkId: string, terms: string, keyword = 0, vector?: number): PoolEntry => ({
  chunkId,
  documentId: chunkId,
  terms: encodeTerms(terms),
  keyword,
  vector,
})
const order = (queries: string[][], pool: PoolEntry[]) =>
  rank({ queries, pool, idf: () => 1, weights: LSA_WEIGHTS }).map(({ chunkId }) => chunkId)

describe('the ranking of a pool', () => {
  it('follows the keyword scores when nothing else speaks', () => {
    expect(order([['a']], [entry('low', 'a b', 1), entry('high', 'a c', 3), entry('mid', 'a d', 2)])).toEqual([
      'high',
      'mid',
      'low',
    ])
  })

  it('prefers, of equal keyword scores, the one that the vectors prefer', () => {
    expect(order([['a']], [entry('far', 'a b', 2, 0.1), entry('near', 'a c', 2, 0.9)])).toEqual(['near', 'far'])
  })

  it('prefers words that stand together as in the question', () => {
    expect(
      order([['heat', 'shield']], [entry('apart', 'heat of a shield', 2), entry('next', 'a heat shield of', 2)]),
    ).toEqual(['next', 'apart'])
  })

  it('lifts a text whose neighbours score well', () => {
    const pool = [
      entry('best', 'wing slipstream lift angle attack', 10),
      entry('alike', 'wing slipstream lift angle tunnel', 4),
      entry('alien', 'tulip garden soil bloom wing', 4.2),
    ]
    expect(order([['wing']], pool)).toEqual(['best', 'alike', 'alien'])
  })

  it('orders by cosine alone when there are no keyword scores', () => {
    expect(order([['a']], [entry('far', 'b', 0, 0.2), entry('near', 'c', 0, 0.8)])).toEqual(['near', 'far'])
  })

  it('is the same whatever the order of the pool', () => {
    const pool = [entry('x', 'a b', 1), entry('y', 'a b', 1), entry('z', 'a', 2)]
    expect(order([['a']], pool)).toEqual(order([['a']], [...pool].reverse()))
  })

  it('gives scores and relevance between 0 and 1', () => {
    const pool = Array.from({ length: 500 }, (_, at) =>
      entry(`c${at}`, `a b${at % 7} c${at % 3}`, at, (at % 10) / 10 - 0.2),
    )
    for (const { score, relevance } of rank({ queries: [['a', 'b1']], pool, idf: undefined, weights: LSA_WEIGHTS })) {
      expect(score).toBeGreaterThanOrEqual(0)
      expect(score).toBeLessThanOrEqual(1)
      expect(relevance).toBeGreaterThanOrEqual(0)
      expect(relevance).toBeLessThanOrEqual(1)
    }
  })

  it('is empty for an empty pool', () => {
    expect(order([['a']], [])).toEqual([])
  })
})

describe('the relevance of a chunk', () => {
  const relevance = (queries: string[][], terms: string) =>
    rank({ queries, pool: [entry('c', terms, 1)], idf: (term) => (term === 'rare' ? 9 : 1), weights: LSA_WEIGHTS })[0]
      ?.relevance

  it('is the share of what was asked that it has, by rarity', () => {
    expect(relevance([['rare', 'common']], 'rare')).toBeCloseTo(0.9)
    expect(relevance([['rare', 'common']], 'common')).toBeCloseTo(0.1)
    expect(relevance([['rare', 'common']], 'common rare')).toBeCloseTo(1)
  })

  it('is that of the language that fits best', () => {
    expect(relevance([['running'], ['run']], 'run')).toBeCloseTo(1)
  })
})
