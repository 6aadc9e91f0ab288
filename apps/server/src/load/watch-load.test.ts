import { pino } from 'pino'
import { expect, it } from 'vitest'
import { openBacklog } from './backlog.ts'
import { watchLoad } from './watch-load.ts'

const patient = { timeout: 60_000 }
const plenty = 1e12

/** The watch of this very process, and what it logs. */
function watched(limits: { rssBytes: number; heapBytes: number }, backlog = openBacklog()) {
  const logged: Record<string, unknown>[] = []
  const log = pino({ base: null }, { write: (line: string) => logged.push(JSON.parse(line)) })
  return { logged, ...watchLoad(log, backlog, limits) }
}

it('measures the process it runs in: what it uses is over a limit that is less', async () => {
  const { state, stop, logged } = watched({ rssBytes: 1_000_000, heapBytes: plenty })
  await expect.poll(() => state().memory, patient).toBe(true)
  expect(logged).toEqual([
    expect.objectContaining({ level: 40, memory: true, msg: 'new requests are refused, to keep the server well' }),
  ])
  expect(Number(logged[0]?.rssBytes)).toBeGreaterThan(1_000_000)
  stop()
})

it('sees an event loop that is blocked, and that it is free again', async () => {
  const { state, stop, logged } = watched({ rssBytes: plenty, heapBytes: plenty })
  const block = setInterval(() => {
    const began = performance.now()
    while (performance.now() - began < 700);
  }, 1)
  await expect.poll(() => state().share, { ...patient, interval: 1 }).toBeGreaterThan(0)
  clearInterval(block)
  await expect.poll(() => state().share, patient).toBe(0)
  expect(logged.map(({ msg }) => msg)).toEqual([
    'new requests are refused, to keep the server well',
    'no requests are refused any more',
  ])
  stop()
})

it('looks at the backlog, and says when one begins to be refused', async () => {
  let refuses = true
  const backlog = { ...openBacklog(), look: (seconds: number) => seconds > 0 && refuses }
  const { stop, logged } = watched({ rssBytes: plenty, heapBytes: plenty }, backlog)
  await expect.poll(() => logged, patient).toEqual([expect.objectContaining({ level: 40, backlog: true })])
  refuses = false
  await expect.poll(() => logged.length, patient).toBe(2)
  expect(logged[1]).toMatchObject({ msg: 'no requests are refused any more', backlog: false })
  stop()
})
