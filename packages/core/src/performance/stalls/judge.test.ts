import { describe, expect, it } from 'vitest'
import { linesOf, ownFrame, placeOf } from './frames.ts'
import { beginWatch, type Judgement, judge } from './judge.ts'

const limits = { thresholdMs: 200, beatMs: 50 }

/** What each look says: `[now, last beat]`. */
function judged(looks: readonly (readonly [number, number])[]): Judgement[] {
  let watch = beginWatch(0)
  return looks.map(([now, beat]) => {
    const next = judge(watch, { now, beat }, limits)
    watch = next.watch
    return next.judgement
  })
}
const kinds = (looks: readonly (readonly [number, number])[]) => judged(looks).map(({ is }) => is)

describe('a heartbeat', () => {
  it('is well while it beats, and when it is a little late', () => {
    expect(
      kinds([
        [50, 50],
        [100, 100],
        [150, 100],
        [200, 190],
        [250, 240],
      ]),
    ).toEqual(Array(5).fill('well'))
  })

  it('is seen to stand still once, and then for how long it did', () => {
    const looks = [50, 100, 150, 200, 250, 300, 350].map((now) => [now, 0] as const)
    expect(kinds(looks).filter((kind) => kind === 'standing')).toHaveLength(1)
    expect(judged([...looks, [400, 390]]).at(-1)).toEqual({ is: 'over', ms: 340, from: 0 })
  })

  it('is told of when the standstill was over before the watchdog looked again', () => {
    expect(
      judged([
        [50, 50],
        [100, 50],
        [150, 50],
        [200, 50],
        [250, 50],
        [300, 50],
        [390, 380],
      ]).at(-1),
    ).toMatchObject({ is: 'over' })
  })

  it('is nobody’s fault where the watchdog stood still as well', () => {
    expect(
      kinds([
        [50, 50],
        [5050, 50],
        [5100, 5060],
        [5150, 5110],
      ]),
    ).toEqual(Array(4).fill('well'))
    expect(
      kinds([
        [50, 50],
        [5050, 5040],
        [5100, 5090],
      ]),
    ).toEqual(Array(3).fill('well'))
  })

  it('is nobody’s fault where the process was suspended between a beat and the next look, which comes before the next beat', () => {
    expect(
      kinds([
        [50, 50],
        [5050, 90],
        [5100, 5060],
        [5150, 5110],
      ]),
    ).toEqual(Array(4).fill('well'))
  })

  it('is told of where the process was suspended after a standstill', () => {
    expect(
      judged([
        [50, 50],
        [100, 50],
        [150, 50],
        [200, 50],
        [250, 50],
        [300, 50],
        [350, 50],
        [400, 50],
        [5450, 440],
        [5500, 5490],
      ]).filter(({ is }) => is === 'over'),
    ).toEqual([{ is: 'over', ms: 300, from: 50 }])
  })
})

describe('a standstill', () => {
  it('is none while the thread only waits for a processor', () => {
    const looks = [50, 100, 150, 200, 250, 300, 350, 400].map((now) => ({ now, beat: 0, waited: now * 0.9 }))
    let watch = beginWatch(0)
    const said = [...looks, { now: 450, beat: 440, waited: 400 }].map((look) => {
      const next = judge(watch, look, limits)
      watch = next.watch
      return next.judgement.is
    })
    expect(said).toEqual(Array(9).fill('well'))
  })
})

describe('a place in a stack', () => {
  it.each([
    ['file:///srv/app/packages/core/src/a/b.ts', 'packages/core/src/a/b.ts'],
    ['file:///srv/app/node_modules/.pnpm/zod@4/node_modules/zod/index.js', 'node_modules/zod/index.js'],
    ['file:///home/somebody/other.ts', 'other.ts'],
    ['node:internal/timers', 'node:internal/timers'],
    ['', 'native'],
  ])('%s is told as %s', (url, place) => {
    expect(placeOf(url)).toBe(place)
  })

  it('is counted from 1, and the product’s own is the one that is named', () => {
    const lines = linesOf([
      { functionName: 'parse', url: 'node:internal/x', line: 0, column: 0 },
      { functionName: '', url: 'file:///srv/packages/core/src/a.ts', line: 9, column: 4 },
    ])
    expect(lines).toEqual(['parse node:internal/x:1:1', '(anonymous) packages/core/src/a.ts:10:5'])
    expect(ownFrame(lines)).toBe('(anonymous) packages/core/src/a.ts:10:5')
    expect(ownFrame([])).toBe('')
  })
})
