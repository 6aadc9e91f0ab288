import { expect, it } from 'vitest'
import { remainingSeconds } from './remaining.ts'

const startedAt = new Date('2026-03-04T10:00:00Z')
const at = (seconds: number) => new Date(startedAt.getTime() + seconds * 1000)

it.each([
  { done: 25, total: 100, now: at(10), left: 30 },
  { done: 100, total: 100, now: at(10), left: 0 },
  { done: 120, total: 100, now: at(10), left: 0 },
  { done: 0, total: 100, now: at(10), left: null },
  { done: 25, total: 100, now: at(-5), left: null },
])('$done of $total leave $left s', ({ done, total, now, left }) => {
  expect(remainingSeconds({ done, total, startedAt }, now)).toBe(left)
})
