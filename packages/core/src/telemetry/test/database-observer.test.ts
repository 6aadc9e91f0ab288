import { expect, test } from 'vitest'
import { countStatements, openMetrics } from '../index.ts'

test('statements are counted by their first word, whatever its letters, and by how they ended', async () => {
  const metrics = openMetrics()
  const { statement } = countStatements(metrics)
  const tell = (text: string, failed = false) => statement?.({ text, ms: 20, failed, actor: undefined })
  tell('select 1')
  tell('\n    SELECT s.id FROM sessions s')
  tell('Begin; set local a = 1')
  tell('COMMIT')
  tell('commit', true)
  tell('selected')
  tell('lock table users')
  tell('-- select')
  tell('')
  const { values } = await metrics.queryDuration.get()
  const seen = values
    .filter(({ metricName }) => metricName?.endsWith('_count'))
    .map(({ labels, value }) => `${labels.operation} ${labels.outcome} ${value}`)
  expect(seen.sort()).toEqual(['other ok 4', 'select ok 2', 'transaction failed 1', 'transaction ok 2'])
  const sums = values.filter(({ metricName }) => metricName?.endsWith('_sum')).map(({ value }) => value)
  expect(sums.reduce((a, b) => a + b, 0)).toBeCloseTo(9 * 0.02)
})

test('a histogram that many were told of holds each of them once, and refuses what is no number', async () => {
  const { poolWait } = openMetrics()
  for (let i = 0; i < 3000; i++) poolWait.observe(0.002)
  expect(() => poolWait.observe(Number.NaN)).toThrow(TypeError)
  const count = async () =>
    (await poolWait.get()).values.find(({ metricName }) => metricName?.endsWith('_count'))?.value
  expect(await count()).toBe(3000)
  poolWait.observe(1)
  expect(await count()).toBe(3001)
})
