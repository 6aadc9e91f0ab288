import { registerGroup } from '@sarvanom/core'
import type { Registry } from 'prom-client'
import { type AppContext, fromLoopback } from './context.ts'
import type { Routes } from './routes.ts'

export const checkNames = ['database', 'index', 'files', 'jobs', 'models'] as const
export type CheckName = (typeof checkNames)[number]

/**
 * Really tries its part. `off`: not configured, which is no failure.
 * @returns what an administrator would want to know, without a secret
 * @throws when the part does not work
 */
export type Check = (signal: AbortSignal) => Promise<string | { off: string }>

export interface CheckResult {
  status: 'ok' | 'off' | 'failed'
  latencyMs: number
  message: string
}

export interface Readiness {
  status: 'ok' | 'failed' | 'starting' | 'stopping'
  checks: Partial<Record<CheckName, CheckResult>>
}

const timeoutMs = 2000
const cacheMs = 1000
// A model provider is somebody else's machine: it is asked less often, and without it answers are still quoted.
const optional: readonly CheckName[] = ['models']
const optionalCacheMs = 15_000

/**
 * Tries all parts at once; one that does not answer within 2 s has failed. Results are shared for one second.
 * Ready means that every needed part works; a failed optional one is told and does not take the server out of service.
 */
export function openReadiness(checks: Record<CheckName, Check>, clock: () => number): () => Promise<Readiness> {
  const last = new Map<CheckName, { at: number; result: Promise<CheckResult> }>()
  const tried = (name: CheckName) => {
    const known = last.get(name)
    if (known && clock() - known.at < (optional.includes(name) ? optionalCacheMs : cacheMs)) return known.result
    const result = tryOne(checks[name], clock)
    last.set(name, { at: clock(), result })
    return result
  }
  return async () => {
    const results = await Promise.all(checkNames.map(async (name) => [name, await tried(name)] as const))
    const failed = results.some(([name, { status }]) => status === 'failed' && !optional.includes(name))
    return { status: failed ? 'failed' : 'ok', checks: Object.fromEntries(results) }
  }
}

/** The same results for a scraper. A part that is not configured is absent. */
export function registerReadiness(registry: Registry, readiness: () => Promise<Readiness>): void {
  registerGroup(registry, {
    freshMs: cacheMs,
    definitions: {
      ready: { help: '1 while the server can do its work, else 0: what /health/ready answers.' },
      check_ok: { help: '1 where the part works, else 0; absent where it is not configured.', labels: ['check'] },
    },
    async read() {
      const { status, checks } = await readiness()
      const tried = Object.entries(checks).filter(([, check]) => check.status !== 'off')
      return {
        ready: [[Number(status === 'ok')]],
        check_ok: tried.map(([check, { status: found }]) => [Number(found === 'ok'), { check }] as const),
      }
    },
  })
}

async function tryOne(check: Check, clock: () => number): Promise<CheckResult> {
  const began = clock()
  const signal = AbortSignal.timeout(timeoutMs)
  const late = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error(`no answer within ${timeoutMs / 1000} s`)), { once: true })
  })
  const result = await Promise.race([check(signal), late]).then(
    (answer) => (typeof answer === 'string' ? ok(answer) : { status: 'off' as const, message: answer.off }),
    (error: unknown) => ({ status: 'failed' as const, message: reasonOf(error) }),
  )
  return { status: result.status, latencyMs: Math.round((clock() - began) * 10) / 10, message: result.message }
}

const ok = (message: string) => ({ status: 'ok' as const, message })

/** One line; connection strings in error texts lose their password. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message || error.name : String(error)
  const line = message.trim().split('\n').at(-1) ?? ''
  return line.replace(/\/\/[^/@\s]*@/g, '//…@').slice(0, 300)
}

/**
 * The two probes. Only callers on this machine and who manages the system see why a part failed.
 * @param managesSystem must not fail: the part that tells who is asking may be the broken one
 */
export function healthRoutes(
  routes: Routes,
  readiness: () => Promise<Readiness>,
  managesSystem: (c: AppContext) => Promise<boolean>,
): void {
  routes.open('GET', '/health/live', (c) => c.json({ status: 'ok' }))
  routes.open('GET', '/health/ready', async (c) => {
    const { status, checks } = await readiness()
    const detailed = fromLoopback(c) || (await managesSystem(c))
    const shown = detailed ? { status, checks } : { status, checks: statusesOf(checks) }
    return c.json(shown, status === 'ok' ? 200 : 503, status === 'ok' ? {} : { 'retry-after': '1' })
  })
}

const statusesOf = (checks: Readiness['checks']) =>
  Object.fromEntries(Object.entries(checks).map(([name, { status }]) => [name, { status }]))
