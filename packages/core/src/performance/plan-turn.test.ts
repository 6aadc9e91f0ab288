import { describe, expect, it } from 'vitest'
import { noPlans, type PlanTurns, type PoolState, restAfterFailure, takeTurn } from './plan-turn.ts'

const idle: PoolState = { busy: 1, max: 10, waiting: 0 }
const hour = 3_600_000

/** Whether each is granted: `[statement, seconds]`. */
function granted(asked: readonly (readonly [string, number])[], turns: PlanTurns = noPlans, pool = idle) {
  let current = turns
  return asked.map(([statement, seconds]) => {
    const turn = takeTurn(current, statement, pool, seconds * 1000)
    current = turn.turns
    return turn.granted
  })
}

describe('a plan', () => {
  it('is asked for once an hour for each statement', () => {
    expect(
      granted([
        ['a', 10],
        ['a', 1000],
        ['a', 3600],
        ['a', 3610],
      ]),
    ).toEqual([true, false, false, true])
  })

  it('is asked for once in five seconds, whatever the statement', () => {
    expect(
      granted([
        ['a', 10],
        ['b', 12],
        ['b', 15],
      ]),
    ).toEqual([true, false, true])
  })

  it('is not asked for while connections are short', () => {
    expect(granted([['a', 10]], noPlans, { busy: 9, max: 10, waiting: 0 })).toEqual([false])
    expect(granted([['a', 10]], noPlans, { busy: 1, max: 10, waiting: 1 })).toEqual([false])
  })

  it('is not asked for soon after one that failed', () => {
    expect(
      granted(
        [
          ['a', 10],
          ['a', 61],
        ],
        restAfterFailure(noPlans, 0),
      ),
    ).toEqual([false, true])
  })

  it('leaves no memory of what was asked long ago', () => {
    const turns = { ...noPlans, asked: new Map([['old', 0]]) }
    expect([...takeTurn(turns, 'new', idle, hour).turns.asked.keys()]).toEqual(['new'])
  })
})
