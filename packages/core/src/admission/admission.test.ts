import { expect, it } from 'vitest'
import { openAdmission } from './index.ts'
import { gateLimits, streamLimits } from './limits.ts'

it('tells one who fills the queue to wait, and lets others in', async () => {
  let refusals = 0
  const admission = openAdmission(() => refusals++)
  const { activeEach, waitingEach } = gateLimits.search
  for (let n = 0; n < activeEach + waitingEach; n++) void admission.enter('search', 'greedy')
  await expect(admission.enter('search', 'greedy')).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS', retryAfter: 2 })
  expect(refusals).toBe(1)
  const leave = await admission.enter('search', 'modest')
  expect(admission.count('search')).toEqual({ active: activeEach + 1, waiting: waitingEach })
  leave()
})

it('bounds open streams of one and of all, and tells which it was', () => {
  const admission = openAdmission()
  const close = Array.from({ length: streamLimits.each }, () => admission.openStream('a'))
  expect(() => admission.openStream('a')).toThrow(expect.objectContaining({ code: 'TOO_MANY_REQUESTS', retryAfter: 5 }))
  close[0]?.()
  close[0]?.()
  admission.openStream('a')
  expect(() => admission.openStream('a')).toThrow(`You have ${streamLimits.each} streams open already`)
  for (let n = streamLimits.each; n < streamLimits.all; n++) admission.openStream(`actor ${n}`)
  expect(() => admission.openStream('b')).toThrow(expect.objectContaining({ code: 'SERVICE_UNAVAILABLE' }))
})
