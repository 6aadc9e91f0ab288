import type { CheckCode, CheckName, CheckResult, CheckStatus, Finding, HealthReport, OverallStatus } from './schema.ts'

// What the checks mean: facts in, finding out.

type Values = Finding['values']
const finding =
  (status: CheckStatus) =>
  (code: CheckCode, message: string, values: Values = {}): Finding => ({ status, code, values, message })
const ok = finding('ok')
const degraded = finding('degraded')
const failed = finding('failed')
const off = finding('off')

/** Without these nothing is served rightly; without the others there are limits. */
const needed: ReadonlySet<CheckName> = new Set(['database', 'index', 'files', 'jobs'])
export const isNeeded = (name: CheckName): boolean => needed.has(name)

/** A needed part that failed takes the server out of service; any other fault leaves it working with limits. */
export function overall(checks: HealthReport['checks']): OverallStatus {
  const faults = Object.entries(checks).filter(([, { status }]) => status === 'failed' || status === 'degraded')
  if (faults.some(([name, { status }]) => status === 'failed' && isNeeded(name as CheckName))) return 'failed'
  return faults.length > 0 ? 'degraded' : 'ok'
}

const gib = 2 ** 30
const leastBytes = 2 * gib
const leastShare = 0.1

/**
 * Nearly full is little in both senses: a tenth of a large disk is plenty, and 2 GiB may be most of a small one. A full disk
 * is never a failure by itself, since what is stored can still be read.
 */
export function decideDisk({ left, total }: { left: number; total: number }): Finding {
  const share = total > 0 ? left / total : 0
  const size = `${(left / gib).toFixed(1)} GiB (${Math.floor(share * 100)} %) left`
  if (left >= leastBytes || share >= leastShare) return ok('diskEnough', size, { left, total })
  const message = `the disk is nearly full: ${size}; what is stored can be read, new documents may be refused`
  return degraded('diskLow', message, { left, total })
}

export interface QueueDelay {
  queue: string
  /** Age of the oldest job that is due and waits. */
  seconds: number
  /** Whether a job of the queue was begun within the time that a job may wait. */
  moves: boolean
}

/** A due job may wait this long before its queue, if it begins nothing else either, counts as standing still. */
export const patienceSeconds = 300

/** A long queue that moves is work, not a fault. */
export function decideJobs({ waiting, delays }: { waiting: number; delays: readonly QueueDelay[] }): Finding {
  const stuck = delays.filter(({ seconds, moves }) => seconds > patienceSeconds && !moves)
  const [worst] = stuck.toSorted((a, b) => b.seconds - a.seconds)
  if (!worst) return ok('jobsMove', `${waiting} waiting`, { waiting })
  const { queue, seconds } = worst
  const message = `jobs do not move: the oldest of ${queue} has been due for ${Math.floor(seconds / 60)} minutes`
  return degraded('jobsStuck', message, { waiting, queue, seconds: Math.floor(seconds) })
}

export interface ModelFacts {
  configured: boolean
  /** The model's name, or why there is none. */
  message: string
  /** Whether the provider answered just now. */
  answers: boolean
  /** Calls that failed one after the other, once they are too many to try on; 0 else. */
  failures: number
}

/** A provider that lists its models and fails every answer is not well either. */
export function decideModel({ configured, message, answers, failures }: ModelFacts): Finding {
  if (!configured) return off('modelOff', message)
  if (!answers)
    return failed('modelSilent', `${message}; answers that need the language model fail`, { reason: message })
  if (failures === 0) return ok('modelAnswers', message, { name: message })
  const resting = `${message} answers, but its last ${failures} calls failed; answers that need it fail`
  return degraded('modelResting', resting, { name: message, failures })
}

export interface IndexFacts {
  version: number
  rows: number
  keyword: boolean
  /** Null: there is none yet, because there are too few documents to learn from. */
  vector: boolean | null
  build: { number: number; source: 'database' | 'index' } | null
}

/**
 * Either lane alone still finds. A rebuild from the database is told as a limit, since it may have begun because documents
 * were missing; a new fit of the embedder takes everything over from the version in use and is ordinary upkeep.
 */
export function decideIndex({ version, rows, keyword, vector, build }: IndexFacts): Finding {
  const values = { version, rows }
  if (!keyword) return degraded('keywordFails', 'search by words fails; search by meaning still works', values)
  if (vector === false) return degraded('vectorFails', 'search by meaning fails; search by words still works', values)
  const now = `version ${version}, ${rows} passages`
  if (build === null) return ok('indexReadable', now, values)
  const more = { ...values, building: build.number }
  if (build.source === 'index') return ok('indexFitting', `${now}; version ${build.number} is being fitted`, more)
  return degraded('indexRebuilding', `${now}; version ${build.number} is being built from the database`, more)
}

export const databaseAnswers = (embedded: boolean): Finding =>
  ok('databaseAnswers', embedded ? 'embedded PostgreSQL answers' : 'PostgreSQL answers', {})

export const filesWork = ok('filesWork', 'written and read back')
export const filesFull = degraded('filesFull', 'no space is left to store files; those stored can be read')

/** @param reason a code of the connection or of the server's reply */
export const mailSilent = (reason: string) =>
  failed('mailSilent', `the mail server cannot be used (${reason}); nothing is sent`, { reason })
export const mailAnswers = ok('mailAnswers', 'the mail server answers')
export const mailOff = off('mailOff', 'no mail server is configured; links are handed over by an administrator')

export const late = (seconds: number): Finding => failed('late', `no answer within ${seconds} s`, { seconds })

/** One line; connection strings in error texts lose their password. */
export function failure(error: unknown): Finding {
  const message = error instanceof Error ? error.message || error.name : String(error)
  const line = message.trim().split('\n').at(-1) ?? ''
  return failed('error', line.replace(/\/\/[^/@\s]*@/g, '//…@').slice(0, 300))
}

/** The report of what has answered so far. */
export function reportOf(results: Iterable<readonly [CheckName, CheckResult | undefined]>): HealthReport {
  const checks: HealthReport['checks'] = {}
  for (const [name, result] of results) if (result) checks[name] = result
  return { status: overall(checks), checks }
}
