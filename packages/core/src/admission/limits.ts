import type { GateLimits } from './gate.ts'

/**
 * How much of what goes on at once. The database has ten connections and the index a few threads: more at once would not
 * be faster, it would only wait in places that know no turns. Documented in docs/limits.md.
 */
export const gateLimits = {
  /** Procedures that have no gate of their own. */
  request: { active: 64, activeEach: 16, waiting: 2000, waitingEach: 500, deadlineMs: 10_000 },
  search: { active: 8, activeEach: 4, waiting: 1000, waitingEach: 250, deadlineMs: 10_000 },
  ask: { active: 8, activeEach: 4, waiting: 500, waitingEach: 125, deadlineMs: 10_000 },
  /** Files, texts and pages that are added. */
  add: { active: 8, activeEach: 4, waiting: 500, waitingEach: 125, deadlineMs: 60_000 },
  /** Bodies of JSON over `largeBody`, which are held in memory as a whole. */
  body: { active: 4, activeEach: 2, waiting: 500, waitingEach: 125, deadlineMs: 60_000 },
  /** Files that are written while they are sent, from many rows. */
  export: { active: 8, activeEach: 2, waiting: 32, waitingEach: 4, deadlineMs: 30_000 },
  /** Originals that are sent. */
  download: { active: 64, activeEach: 16, waiting: 256, waitingEach: 64, deadlineMs: 30_000 },
} as const satisfies Record<string, GateLimits>

export type GateName = keyof typeof gateLimits

/** Streams of server-sent events. A browser has one for each page that is open; a program may follow many answers at once. */
export const streamLimits = { all: 4000, each: 1500 }
