import { createTestDatabase } from '@sarvanom/db/testing'
import { expect, it, onTestFinished } from 'vitest'
import { countAskers, distinctAskers } from './askers.ts'
import { countClasses, millisecondsOf, quantilesOf } from './latency.ts'

it('a class stands for what the database puts into it, to 3 %', async () => {
  const db = await createTestDatabase()
  onTestFinished(() => db.drop())
  const { rows } = await db.pool.query<{ ms: number; bin: number }>(
    `SELECT ms::float8, latency_bin(ms::float8) AS bin FROM (
       SELECT generate_series(17, 3000, 7) UNION ALL SELECT generate_series(3001, 2500000, 7919)) given(ms)`,
  )
  for (const { ms, bin } of rows)
    expect(Math.abs(millisecondsOf(bin) - ms) / ms, `${ms} ms`).toBeLessThan(0.06 / 2 + 0.5 / 17)
  const { rows: ends } = await db.pool.query<{ bins: number[] }>(
    'SELECT ARRAY[latency_bin(NULL), latency_bin(-5), latency_bin(0), latency_bin(1), latency_bin(1e12)] AS bins',
  )
  expect(ends[0]?.bins).toEqual([0, 1, 1, 1, 255])
})

it('half of them took no longer than the median; what was not measured does not count', () => {
  const records = Uint8Array.from([10, 0, 20, 0, 30, 0, 40, 5])
  expect(quantilesOf(countClasses(records, 0, 2))).toEqual({ p50: millisecondsOf(20), p95: millisecondsOf(40) })
  expect(quantilesOf(countClasses(records, 1, 2))).toEqual({ p50: millisecondsOf(5), p95: millisecondsOf(5) })
  expect(quantilesOf(countClasses(new Uint8Array(), 0, 2))).toEqual({ p50: null, p95: null })
})

it('people are counted by their numbers', () => {
  const numbers = Buffer.concat([7, 3, 7, 70_000].map((n) => Buffer.from(new Int32Array([n]).buffer).swap32()))
  expect(distinctAskers(numbers)).toBe(3)
  expect(countAskers(numbers)[7]).toBe(2)
  expect(distinctAskers(Buffer.alloc(0))).toBe(0)
})
