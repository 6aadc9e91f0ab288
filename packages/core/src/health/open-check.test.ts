import { expect, it } from 'vitest'
import { openCheck } from './open-check.ts'
import type { Finding } from './schema.ts'

const found = (message: string): Finding => ({ status: 'ok', code: 'error', values: {}, message })
let now = 0
const clocks = { now: () => now, clock: () => new Date(now) }
const plan = { cacheMs: 1000, deadlineMs: 60_000, inBackground: false }

it('a result is shared until it is old', async () => {
  let tries = 0
  const check = openCheck(async () => found(String(++tries)), plan, clocks)
  expect(check.last()).toBeUndefined()
  const [a, b] = await Promise.all([check.read(), check.read()])
  expect([a?.message, b?.message, check.last()?.message]).toEqual(['1', '1', '1'])
  now += 999
  expect((await check.read())?.message).toBe('1')
  now += 1
  expect((await check.read())?.message).toBe('2')
  now += 5000
  expect(check.last()?.message).toBe('2')
  expect(tries).toBe(2)
})

it('what is looked at in the background is waited for the first time alone', async () => {
  let tries = 0
  let answer = () => {}
  const check = openCheck(
    () =>
      new Promise((resolve) => {
        tries += 1
        answer = () => resolve(found(String(tries)))
      }),
    { ...plan, inBackground: true },
    clocks,
  )
  const first = check.read()
  answer()
  expect((await first)?.message).toBe('1')
  now += 2000
  expect((await check.read())?.message).toBe('1')
  expect((await check.read())?.message).toBe('1')
  answer()
  await expect.poll(() => check.last()?.message).toBe('2')
  expect(tries).toBe(2)
})

it('one that is late has failed, and is not begun again until it has ended', async () => {
  let tries = 0
  let answer = () => {}
  let told: AbortSignal | undefined
  const check = openCheck(
    (signal) => {
      told = signal
      tries += 1
      return new Promise((resolve) => {
        answer = () => resolve(found('at last'))
      })
    },
    { ...plan, deadlineMs: 20 },
    clocks,
  )
  expect(await check.read()).toMatchObject({ status: 'failed', code: 'late' })
  expect(told?.aborted).toBe(true)
  now += 10_000
  expect(await check.read()).toMatchObject({ code: 'late' })
  expect(tries).toBe(1)
  answer()
  await new Promise(setImmediate)
  const second = check.read()
  answer()
  expect(await second).toMatchObject({ message: 'at last' })
  expect(tries).toBe(2)
})

it('one that throws has failed', async () => {
  const check = openCheck(
    () => {
      throw new Error('broken')
    },
    plan,
    clocks,
  )
  expect(await check.read()).toMatchObject({ status: 'failed', code: 'error', message: 'broken' })
})
