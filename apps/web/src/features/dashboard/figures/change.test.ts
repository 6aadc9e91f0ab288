import { describe, expect, it } from 'vitest'
import { changeOf, pointsOf, shareOf } from './change.ts'

describe('the change against the period before', () => {
  it.each([
    [3, 2, { kind: 'share', share: 0.5 }],
    [1, 2, { kind: 'share', share: -0.5 }],
    [0, 2, { kind: 'share', share: -1 }],
    [2, 2, { kind: 'same' }],
    [0, 0, { kind: 'same' }],
    [5, 0, { kind: 'fromZero' }],
    [null, 2, { kind: 'none' }],
    [2, null, { kind: 'none' }],
  ])('from %j after %j is %j', (current, previous, change) => {
    expect(changeOf(current, previous)).toEqual(change)
  })

  it('of shares is told in points, as they are shown', () => {
    expect(pointsOf(0.826, 0.796)).toEqual({ kind: 'points', points: 3 })
    expect(pointsOf(0.801, 0.799)).toEqual({ kind: 'same' })
    expect(pointsOf(0.5, null)).toEqual({ kind: 'none' })
  })

  it('makes no share of nothing', () => {
    expect(shareOf(0, 0)).toBeNull()
    expect(shareOf(1, 4)).toBe(0.25)
  })
})
