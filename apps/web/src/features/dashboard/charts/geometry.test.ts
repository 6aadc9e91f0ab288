import { describe, expect, it } from 'vitest'
import { columnAfter, columnAt, plot } from './geometry.ts'

const width = plot.left + plot.right + 300

describe('walking along a chart', () => {
  it('finds the column under the pointer', () => {
    expect(columnAt(plot.left, width, 30)).toBe(0)
    expect(columnAt(plot.left + 155, width, 30)).toBe(15)
    expect(columnAt(plot.left + 299, width, 30)).toBe(29)
    expect(columnAt(plot.left - 1, width, 30)).toBeNull()
    expect(columnAt(width, width, 30)).toBeNull()
    expect(columnAt(100, 0, 30)).toBeNull()
    expect(columnAt(100, width, 0)).toBeNull()
  })

  it.each([
    ['ArrowRight', null, 0],
    ['ArrowLeft', null, 29],
    ['ArrowRight', 4, 5],
    ['ArrowRight', 29, 29],
    ['ArrowLeft', 0, 0],
    ['PageUp', 4, 8],
    ['Home', 12, 0],
    ['End', null, 29],
    ['a', 4, null],
  ])('%s from %j leads to %j', (key, from, to) => {
    expect(columnAfter(key, from, 30)).toBe(to)
  })
})
