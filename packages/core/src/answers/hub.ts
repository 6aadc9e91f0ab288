import type { RunEvent } from './schema.ts'

// Enough for every watcher that keeps up; one that does not reads from the database.
const kept = 2000

interface Channel {
  /** The last events stored by this process, in order and without gap. */
  events: RunEvent[]
  listeners: Set<() => void>
  working: boolean
}

export interface Hub {
  /** Marks that this process works on the run. */
  open(runId: string): void
  close(runId: string): void
  publish(runId: string, events: readonly RunEvent[]): void
  isOpen(runId: string): boolean
  /** Events after `seq` if this process holds them without a gap; else undefined. */
  after(runId: string, seq: number): RunEvent[] | undefined
  /** Resolves at the next event, when the run ends, after `ms`, or when the signal aborts. Never rejects. */
  changed(runId: string, ms: number, signal: AbortSignal): Promise<void>
}

/**
 * Tells watchers in this process of stored events, so that a stream costs no query per event. All watchers of
 * a run share one buffer: a slow reader holds no memory of its own.
 */
export function createHub(): Hub {
  const channels = new Map<string, Channel>()
  const channel = (runId: string) => {
    const known = channels.get(runId) ?? { events: [], listeners: new Set(), working: false }
    channels.set(runId, known)
    return known
  }
  const sweep = (runId: string) => {
    const known = channels.get(runId)
    if (known && !known.working && known.listeners.size === 0) channels.delete(runId)
  }
  const wake = ({ listeners }: Channel) => {
    for (const listener of [...listeners]) listener()
  }
  return {
    open(runId) {
      channel(runId).working = true
    },
    close(runId) {
      const known = channel(runId)
      known.working = false
      wake(known)
      sweep(runId)
    },
    publish(runId, events) {
      const known = channel(runId)
      known.events.push(...events)
      if (known.events.length > kept) known.events.splice(0, known.events.length - kept)
      wake(known)
    },
    isOpen: (runId) => channels.get(runId)?.working ?? false,
    after(runId, seq) {
      const events = channels.get(runId)?.events
      const first = events?.[0]
      if (!events || !first || first.seq > seq + 1) return undefined
      return events.slice(seq + 1 - first.seq)
    },
    changed(runId, ms, signal) {
      if (signal.aborted) return Promise.resolve()
      const known = channel(runId)
      return new Promise((resolve) => {
        const finish = () => {
          clearTimeout(timer)
          signal.removeEventListener('abort', finish)
          known.listeners.delete(finish)
          sweep(runId)
          resolve()
        }
        const timer = setTimeout(finish, ms)
        signal.addEventListener('abort', finish, { once: true })
        known.listeners.add(finish)
      })
    },
  }
}
