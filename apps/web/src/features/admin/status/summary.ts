import { type CheckName, type CheckStatus, checkNames, checkStatuses, type OverallStatus } from '@sarvanom/core/schemas'
import type { CellState, CheckHistory, Headline } from './types.ts'

/** The sentence over the page: how all is, and which parts are to blame. */
export function headlineOf(
  status: OverallStatus,
  checks: readonly { name: CheckName; status: CheckStatus }[],
): Headline {
  const faults = checks.filter((check) => check.status === 'failed' || check.status === 'degraded')
  const rank = (one: CheckStatus) => checkStatuses.indexOf(one)
  return { status, faults: faults.toSorted((a, b) => rank(b.status) - rank(a.status)).map(({ name }) => name) }
}

/** The parts of the answer of /health/ready that matter here, however little it tells; undefined where it is no such answer. */
export function headlineOfProbe(body: unknown): Headline | undefined {
  const { status, checks } = (body ?? {}) as { status?: unknown; checks?: Record<string, { status?: unknown }> }
  if (status !== 'ok' && status !== 'degraded' && status !== 'failed') return undefined
  const known = checkNames.flatMap((name) => {
    const found = checkStatuses.find((one) => one === checks?.[name]?.status)
    return found ? [{ name, status: found }] : []
  })
  return headlineOf(status, known)
}

export const cellsOf = ({ worst }: CheckHistory): CellState[] => worst.map((state) => state ?? 'none')

/** How many cells there are of each state. */
export function countsOf(cells: readonly CellState[]): Record<CellState, number> {
  const counts = { off: 0, ok: 0, degraded: 0, failed: 0, none: 0 }
  for (const cell of cells) counts[cell] += 1
  return counts
}

export interface Span {
  state: CellState
  /** Milliseconds since 1970; `until` is no part of it. */
  from: number
  until: number
  samples: number
}

/** Neighbouring cells of one state as one row of a table, the latest first. */
export function spansOf({ worst, samples }: CheckHistory, from: number, cellMs: number): Span[] {
  const spans: Span[] = []
  worst.forEach((found, index) => {
    const state = found ?? 'none'
    const begin = from + index * cellMs
    const last = spans.at(-1)
    if (last?.state === state) {
      last.until = begin + cellMs
      last.samples += samples[index] ?? 0
    } else spans.push({ state, from: begin, until: begin + cellMs, samples: samples[index] ?? 0 })
  })
  return spans.reverse()
}
