import type { RouterOutputs } from '@sarvanom/api'
import type { CheckName, CheckStatus, OverallStatus } from '@sarvanom/core/schemas'

export type SystemStatus = RouterOutputs['system']['status']
export type CheckView = SystemStatus['checks'][number]
export type JobView = SystemStatus['jobs']['open'][number]
export type BuildView = NonNullable<NonNullable<SystemStatus['index']>['build']>
export type CheckHistory = SystemStatus['history']['checks'][CheckName]

/** What a quarter hour is drawn as; `none` where nobody looked. */
export type CellState = CheckStatus | 'none'

/** What is said in one sentence, from whichever source it is known. */
export interface Headline {
  status: OverallStatus
  /** The parts that are not well, the worst first. */
  faults: CheckName[]
}
