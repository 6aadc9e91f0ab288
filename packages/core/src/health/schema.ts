/** What is tried, in the order in which it is told. */
export const checkNames = ['database', 'index', 'files', 'jobs', 'models', 'disk', 'mail'] as const
export type CheckName = (typeof checkNames)[number]

/** From nothing to say to the worst. `off`: not configured, which is no fault. `degraded`: it works, with limits. */
export const checkStatuses = ['off', 'ok', 'degraded', 'failed'] as const
export type CheckStatus = (typeof checkStatuses)[number]

/** What a check found, for a page in the reader's language; `message` says the same in English. */
export type CheckCode =
  | 'databaseAnswers'
  | 'indexReadable'
  | 'indexFitting'
  | 'indexRebuilding'
  | 'keywordFails'
  | 'vectorFails'
  | 'filesWork'
  | 'filesFull'
  | 'jobsMove'
  | 'jobsStuck'
  | 'modelAnswers'
  | 'modelResting'
  | 'modelSilent'
  | 'modelOff'
  | 'diskEnough'
  | 'diskLow'
  | 'mailAnswers'
  | 'mailSilent'
  | 'mailOff'
  /** No answer within `seconds`. */
  | 'late'
  /** Anything else: only the message says what. */
  | 'error'

export interface Finding {
  status: CheckStatus
  code: CheckCode
  /** What the message is made of; sizes in bytes, times in seconds. */
  values: Readonly<Record<string, string | number>>
  /** One line in English, without a secret. */
  message: string
}

export interface CheckResult extends Finding {
  latencyMs: number
  /** ISO; when the answer came. */
  checkedAt: string
}

export type OverallStatus = 'ok' | 'degraded' | 'failed'

/** What all checks say together. A check that has not answered yet is not in it. */
export interface HealthReport {
  status: OverallStatus
  checks: Partial<Record<CheckName, CheckResult>>
}
