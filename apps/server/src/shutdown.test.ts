import { pino } from 'pino'
import { expect, it, vi } from 'vitest'
import { createShutdown } from './shutdown.ts'

const log = pino({ level: 'silent' })

function started() {
  let now = 0
  const exits: number[] = []
  const done: string[] = []
  const shutdown = createShutdown(
    log,
    () => now,
    (code) => exits.push(code),
  )
  return { shutdown, exits, done, wait: (ms: number) => (now += ms) }
}

it('undoes the latest first, and exits when all is done', async () => {
  const { shutdown, exits, done } = started()
  shutdown.add('database', () => void done.push('database'))
  shutdown.add('server', async () => void done.push('server'))
  shutdown.onSignal('SIGTERM')
  expect(shutdown.signal.aborted).toBe(true)
  await vi.waitFor(() => expect(exits).toEqual([0]))
  expect(done).toEqual(['server', 'database'])
})

it('goes on when a part does not stop cleanly', async () => {
  const { shutdown, exits, done } = started()
  shutdown.add('database', () => void done.push('database'))
  shutdown.add('jobs', () => Promise.reject(new Error('stuck')))
  shutdown.begin('failure', 1)
  await vi.waitFor(() => expect(exits).toEqual([1]))
  expect(done).toEqual(['database'])
})

it('takes the same signal from terminal, npm and start script for one', async () => {
  const { shutdown, exits, wait } = started()
  shutdown.add('slow part', () => new Promise(() => {}))
  shutdown.onSignal('SIGINT')
  wait(300)
  shutdown.onSignal('SIGINT')
  shutdown.onSignal('SIGTERM')
  expect(exits).toEqual([])
})

it('exits at once when asked again', () => {
  const { shutdown, exits, wait } = started()
  shutdown.add('slow part', () => new Promise(() => {}))
  shutdown.onSignal('SIGINT')
  wait(1500)
  shutdown.onSignal('SIGINT')
  expect(exits).toEqual([1])
})

it('is bounded when a part hangs', async () => {
  vi.useFakeTimers()
  const { shutdown, exits } = started()
  shutdown.add('slow part', () => new Promise(() => {}))
  shutdown.onSignal('SIGTERM')
  await vi.advanceTimersByTimeAsync(10_000)
  expect(exits).toEqual([1])
  vi.useRealTimers()
})
