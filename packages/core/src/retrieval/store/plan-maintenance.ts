/** What a look at the index found. Times in milliseconds. */
export interface IndexState {
  rows: number
  /** Rows that searches still have to scan. */
  unindexed: number
  /** Pieces that the table consists of: each write adds one. */
  fragments: number
  /** Chunks there were when fitting an embedder was last tried; undefined when it never was. */
  fittedAt: number | undefined
  /** Chunks below which nothing can be fitted. */
  fitFrom: number
  /** Since the last write of this process. */
  quietMs: number
}

export interface MaintenancePlan {
  refit: boolean
  optimize: boolean
  /** Look again after this long, because a decision waits for writes to end. */
  againInMs: number | undefined
}

const QUIET_MS = 1_500
const SMALL = 20_000
const GROWTH_WHILE_WRITING = 1.5
const GROWTH_WHEN_QUIET = 1.1
// A large corpus is fitted on a sample, which new documents change little.
const GROWTH_OF_LARGE = 4
const UNINDEXED_WHILE_WRITING = 2_000
/**
 * A write looks for its rows in every piece that is not indexed: with 1,000 of one row it takes ten times as long. But
 * compacting may rewrite all rows, so that a larger table has to wait for more.
 */
const FRAGMENTS_WHILE_WRITING = 100
const ROWS_PER_FRAGMENT = 50

/** What the index needs now. A refit replaces the version, so its rows need no optimizing besides. */
export const planMaintenance = (state: IndexState): MaintenancePlan => {
  const { rows, unindexed, fragments, fittedAt, fitFrom, quietMs } = state
  const quiet = quietMs >= QUIET_MS
  const growth = fittedAt === undefined || fittedAt === 0 ? Number.POSITIVE_INFINITY : rows / fittedAt
  const needed = (fittedAt ?? 0) >= SMALL ? GROWTH_OF_LARGE : quiet ? GROWTH_WHEN_QUIET : GROWTH_WHILE_WRITING
  const refit = rows >= fitFrom && growth >= needed
  const many =
    unindexed >= UNINDEXED_WHILE_WRITING || fragments >= Math.max(FRAGMENTS_WHILE_WRITING, rows / ROWS_PER_FRAGMENT)
  const optimize = !refit && unindexed > 0 && (quiet || many)
  return { refit, optimize, againInMs: quiet ? undefined : QUIET_MS - quietMs + 100 }
}
