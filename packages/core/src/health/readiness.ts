import { reportOf } from './decide.ts'
import { type Check, type CheckPlan, type Clocks, openCheck } from './open-check.ts'
import { type CheckName, checkNames, type HealthReport } from './schema.ts'

export interface Readiness {
  /** Tries what was not tried lately; never fails, and takes 2 s at most. */
  read(): Promise<HealthReport>
  /** What was found last, without trying anything. Undefined until every needed part has answered once. */
  last(): HealthReport | undefined
}

const needed: CheckPlan = { cacheMs: 1_000, deadlineMs: 2_000, inBackground: false }
// Somebody else's machines are asked less often, and a probe does not wait for them.
const plans: Record<CheckName, CheckPlan> = {
  database: needed,
  index: needed,
  files: needed,
  jobs: needed,
  models: { cacheMs: 15_000, deadlineMs: 5_000, inBackground: true },
  disk: { cacheMs: 5_000, deadlineMs: 2_000, inBackground: true },
  mail: { cacheMs: 300_000, deadlineMs: 15_000, inBackground: true },
}
const patienceMs = 2_000

/** All checks together. Every caller shares their results, so that probes cannot overload what they look after. */
export function openReadiness(checks: Record<CheckName, Check>, clocks: Clocks): Readiness {
  const opened = checkNames.map((name) => {
    const check = openCheck((signal) => checks[name](signal), plans[name], clocks)
    return { name, check, inBackground: plans[name].inBackground }
  })
  return {
    async read() {
      const patience = AbortSignal.timeout(patienceMs)
      const lost = new Promise<undefined>((resolve) => {
        patience.addEventListener('abort', () => resolve(undefined), { once: true })
      })
      const results = opened.map(async ({ name, check, inBackground }) => {
        const result = inBackground ? await Promise.race([check.read(), lost]) : await check.read()
        return [name, result] as const
      })
      return reportOf(await Promise.all(results))
    },
    last() {
      if (opened.some(({ check, inBackground }) => !inBackground && !check.last())) return undefined
      return reportOf(opened.map(({ name, check }) => [name, check.last()] as const))
    },
  }
}
