import type { RunEvent } from './schema.ts'

interface EventRow {
  seq: number
  at: Date
  type: string
  /** The event without the three columns beside it. */
  payload: unknown
}

/** A row of `run_events` as the event that `appendEvents` or `endRun` stored. */
export const toRunEvent = ({ seq, at, type, payload }: EventRow): RunEvent =>
  ({ ...(payload as object), seq, at: at.toISOString(), type }) as RunEvent
