import { type HealthReport, registerGroup } from '@sarvanom/core'
import type { Registry } from 'prom-client'
import { type AppContext, fromLoopback } from './context.ts'
import type { Routes } from './routes.ts'

/** What the checks say, or that the server as a whole is not there yet or any longer. */
export type ServerHealth = HealthReport | { status: 'starting' | 'stopping'; checks: Record<string, never> }

/**
 * The two probes. With limits the server is in service: who sends it nothing then takes away what still works. Only callers
 * on this machine and who manages the system see why a part failed.
 * @param managesSystem must not fail: the part that tells who is asking may be the broken one
 */
export function healthRoutes(
  routes: Routes,
  readiness: () => Promise<ServerHealth>,
  managesSystem: (c: AppContext) => Promise<boolean>,
): void {
  routes.open('GET', '/health/live', (c) => c.json({ status: 'ok' }))
  routes.open('GET', '/health/ready', async (c) => {
    const { status, checks } = await readiness()
    const detailed = fromLoopback(c) || (await managesSystem(c))
    const serves = status === 'ok' || status === 'degraded'
    const shown = { status, checks: detailed ? checks : statusesOf(checks) }
    return c.json(shown, serves ? 200 : 503, serves ? {} : { 'retry-after': '1' })
  })
}

const statusesOf = (checks: HealthReport['checks']) =>
  Object.fromEntries(Object.entries(checks).map(([name, { status }]) => [name, { status }]))

/** The same results for a scraper. A part that is not configured is absent. */
export function registerReadiness(registry: Registry, readiness: () => Promise<HealthReport>): void {
  registerGroup(registry, {
    freshMs: 1000,
    definitions: {
      ready: {
        help: '1 while the server can do its work, with limits or without, else 0: what /health/ready answers.',
      },
      check_ok: {
        help: '0 where the part failed, 1 where it works, with limits or without; absent where it is not configured.',
        labels: ['check'],
      },
    },
    async read() {
      const { status, checks } = await readiness()
      const tried = Object.entries(checks).filter(([, check]) => check.status !== 'off')
      return {
        ready: [[Number(status !== 'failed')]],
        check_ok: tried.map(([check, { status: found }]) => [Number(found !== 'failed'), { check }] as const),
      }
    },
  })
}
