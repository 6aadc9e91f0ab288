import { describe, expect, it } from 'vitest'
import { randomFrom } from '../test/world.ts'
import { type Cover, coverOf, rangesOf, splitRanges } from './cover.ts'

const quarterMs = 900_000
const dayMs = 86_400_000
const at = (text: string) => Date.parse(`${text}Z`)
const shown = ({ sums, rows }: Cover) => ({
  sums: sums.map(({ minutes, from, to }) => [minutes, iso(from), iso(to)]),
  rows: rows.map(({ from, to }) => [iso(from), iso(to)]),
})
const iso = (ms: number) => new Date(ms).toISOString().slice(0, 16)

describe('the cover of a time', () => {
  it('is whole days inside, and hours and quarters at its ends', () => {
    const cover = coverOf({ starts: [at('2026-01-01T22:30')], end: at('2026-01-05T01:15') }, [])
    expect(shown(cover)).toEqual({
      sums: [
        [15, '2026-01-01T22:30', '2026-01-01T23:00'],
        [60, '2026-01-01T23:00', '2026-01-02T00:00'],
        [1440, '2026-01-02T00:00', '2026-01-05T00:00'],
        [60, '2026-01-05T00:00', '2026-01-05T01:00'],
        [15, '2026-01-05T01:00', '2026-01-05T01:15'],
      ],
      rows: [],
    })
  })

  it('is rows where a sum does not hold, and the shorter sums around them', () => {
    const cover = coverOf({ starts: [at('2026-01-01T00:00')], end: at('2026-01-04T00:00') }, [at('2026-01-02T05:15')])
    expect(shown(cover)).toEqual({
      sums: [
        [1440, '2026-01-01T00:00', '2026-01-02T00:00'],
        [60, '2026-01-02T00:00', '2026-01-02T05:00'],
        [15, '2026-01-02T05:00', '2026-01-02T05:15'],
        [15, '2026-01-02T05:30', '2026-01-02T06:00'],
        [60, '2026-01-02T06:00', '2026-01-03T00:00'],
        [1440, '2026-01-03T00:00', '2026-01-04T00:00'],
      ],
      rows: [['2026-01-02T05:15', '2026-01-02T05:30']],
    })
  })

  it('has no bucket that reaches from one part into the next', () => {
    const starts = [at('2026-01-01T00:00'), at('2026-01-02T12:00')]
    expect(shown(coverOf({ starts, end: at('2026-01-03T00:00') }, [])).sums).toEqual([
      [1440, '2026-01-01T00:00', '2026-01-02T00:00'],
      [60, '2026-01-02T00:00', '2026-01-03T00:00'],
    ])
  })

  it('is rows at the ends of a time that is not whole quarters', () => {
    const cover = coverOf({ starts: [at('2026-01-01T00:00:28')], end: at('2026-01-01T00:50') }, [])
    expect(shown(cover)).toEqual({
      sums: [[15, '2026-01-01T00:15', '2026-01-01T00:45']],
      rows: [
        ['2026-01-01T00:00', '2026-01-01T00:15'],
        ['2026-01-01T00:45', '2026-01-01T00:50'],
      ],
    })
  })

  it.each([1, 2, 3, 4, 5])('is all of the time, each moment once, and no marked quarter by a sum (%i)', (seed) => {
    const random = randomFrom(seed)
    const begin = at('2026-03-01T00:00') + random.below(96) * quarterMs
    const starts = [begin]
    for (let n = 0; n < 6; n++) starts.push((starts.at(-1) ?? 0) + (1 + random.below(300)) * quarterMs)
    const end = (starts.at(-1) ?? 0) + (1 + random.below(300)) * quarterMs
    const marked = [...new Set(Array.from({ length: 20 }, () => random.below(96 * 14)))]
      .map((n) => at('2026-03-01T00:00') + n * quarterMs)
      .sort((a, b) => a - b)
      .filter((mark) => mark >= begin && mark < end)
    const { sums, rows } = coverOf({ starts, end }, marked)
    const pieces = [...sums, ...rows].sort((a, b) => a.from - b.from)
    expect(pieces[0]?.from).toBe(begin)
    expect(pieces.at(-1)?.to).toBe(end)
    for (const [n, piece] of pieces.entries()) if (n > 0) expect(piece.from).toBe(pieces[n - 1]?.to)
    expect(rows).toEqual(rangesOf(marked))
    for (const { minutes, from, to } of sums) {
      const length = minutes * 60_000
      expect([from % length, to % length]).toEqual([0, 0])
      for (let bucket = from; bucket < to; bucket += length)
        expect(starts.some((start) => start > bucket && start < bucket + length)).toBe(false)
    }
  })
})

it('ranges are split into pieces that are no longer than asked', () => {
  expect(splitRanges([{ from: 0, to: 2.5 * dayMs }], dayMs)).toEqual([
    { from: 0, to: dayMs },
    { from: dayMs, to: 2 * dayMs },
    { from: 2 * dayMs, to: 2.5 * dayMs },
  ])
})
