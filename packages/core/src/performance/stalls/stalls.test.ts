import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import type { Stall } from './watch-stalls.ts'

interface Told {
  found?: Stall
  did?: string
  warned?: string
  fields?: { ms: number; stack: string[] }
  worst?: number
}

/** A process of its own whose main thread is watched: vitest's own must not be stopped. */
async function watched(act: string, onLine: (told: Told, pid: number) => void = () => {}): Promise<Told[]> {
  const script = fileURLToPath(new URL('./testing/blocked.ts', import.meta.url))
  const child = spawn(process.execPath, [script, act], { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  const told: Told[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    const one = JSON.parse(line) as Told
    told.push(one)
    onLine(one, child.pid ?? 0)
  }
  expect((await exited)[0]).toBe(0)
  return told
}

const stalls = (told: readonly Told[]) => told.flatMap(({ found }) => (found ? [found] : []))

describe('the watchdog of the event loop', () => {
  it('tells the stack of what holds it, from the repository', async () => {
    const [stall] = stalls(await watched('loop'))
    expect(stall?.ms).toBeGreaterThan(200)
    expect(stall?.frames.join('\n')).toMatch(
      /^spin packages\/core\/src\/performance\/stalls\/testing\/blocked\.ts:\d+:\d+$/m,
    )
  })

  it('says of a long native call that the thread could not be reached', async () => {
    const told = stalls(await watched('native'))
    const stall = told.find(({ unreachableMs }) => unreachableMs > 100)
    expect(stall?.frames.join('\n')).toContain('blocked.ts')
  })

  it('says how much of it went into collecting garbage', async () => {
    expect(stalls(await watched('garbage')).some(({ collectingMs }) => collectingMs > 0)).toBe(true)
  })

  it('takes the suspension of the whole process for nobody’s fault', async () => {
    const told = await watched('suspend', ({ did }, pid) => {
      if (did === 'suspending') {
        process.kill(pid, 'SIGSTOP')
        setTimeout(() => process.kill(pid, 'SIGCONT'), 3000)
      }
    })
    expect(stalls(told).filter(({ ms }) => ms > 2500)).toEqual([])
  })

  it('lets the main thread go on when it dies while that one is paused', async () => {
    const told = await watched('die')
    expect(told.map(({ did }) => did)).toContain('went on')
  })

  it('is counted, and told in the log with the innermost frames', async () => {
    const told = await watched('monitor')
    const line = told.find(({ warned }) => warned === 'the event loop stood still')
    expect(line?.fields?.ms).toBeGreaterThan(200)
    expect(line?.fields?.stack.length).toBeLessThanOrEqual(5)
    expect(line?.fields?.stack.join('\n')).toContain('spin packages/core/src/performance')
    expect(told.map(({ did }) => did).join()).toMatch(/counted [1-9]\d* of (0\.[2-9]|[1-9])/)
  })

  it('stops without keeping the process', async () => {
    expect((await watched('nothing')).at(-1)).toEqual({ did: 'ended' })
  })
})
