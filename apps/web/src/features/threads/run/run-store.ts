import type { RunEvent } from '@sarvanom/core/schemas'
import { useSyncExternalStore } from 'react'
import { client, notice } from '../../../lib/api.ts'
import { failureOf } from '../../../lib/errors.ts'
import { onForget } from '../../../lib/forget.ts'
import { emptyRun, type RunState, reduceRun } from './reduce-run.ts'

export interface Watched {
  run: RunState
  /** False while the connection is lost and being made again. */
  connected: boolean
  /** Why watching was given up: the run is gone, or no longer ours to see. */
  refused: string | null
}

interface Entry {
  watched: Watched
  listeners: Set<() => void>
  waiting: RunEvent[]
  flush: ReturnType<typeof setTimeout> | null
  again: ReturnType<typeof setTimeout> | null
  stop: (() => void) | null
}

const nothing: Watched = { run: emptyRun, connected: true, refused: null }
const entries = new Map<string, Entry>()
const kept = 30
const final = new Set(['NOT_FOUND', 'UNAUTHORIZED', 'FORBIDDEN', 'BAD_REQUEST'])

const isOver = ({ run }: Watched) => run.phase === 'done' || run.phase === 'failed'

function publish(entry: Entry, change: Partial<Watched>): void {
  entry.watched = { ...entry.watched, ...change }
  for (const listener of entry.listeners) listener()
}

/** Events come in bursts (one per word); the page is drawn once for those of a few milliseconds. */
function take(entry: Entry, event: RunEvent): void {
  entry.waiting.push(event)
  entry.flush ??= setTimeout(() => {
    entry.flush = null
    publish(entry, { run: entry.waiting.splice(0).reduce(reduceRun, entry.watched.run) })
  }, 24)
}

function watch(runId: string, entry: Entry, wait = 1000): void {
  if (entry.stop || isOver(entry.watched)) return
  const { seq } = entry.watched.run
  const subscription = client.search.events.subscribe(
    { runId, ...(seq > 0 && { lastEventId: String(seq) }) },
    {
      onData: ({ data }) => {
        if (!entry.watched.connected) publish(entry, { connected: true })
        take(entry, data)
      },
      onConnectionStateChange: ({ state, ...rest }) => {
        const lost = state === 'connecting' && 'error' in rest && rest.error !== null
        if (lost === entry.watched.connected) publish(entry, { connected: !lost })
      },
      onError: (error) => {
        entry.stop = null
        notice(error)
        const { code } = failureOf(error)
        if (final.has(code)) return publish(entry, { connected: true, refused: code })
        publish(entry, { connected: false })
        entry.again = setTimeout(() => watch(runId, entry, Math.min(wait * 2, 10_000)), wait)
      },
      onComplete: () => {
        entry.stop = null
        // A stream that ends before the run does (the server restarts) is taken up where it stopped.
        entry.again = setTimeout(() => entry.listeners.size > 0 && watch(runId, entry), 400)
      },
    },
  )
  entry.stop = () => subscription.unsubscribe()
}

function listen(runId: string, listener: () => void): () => void {
  const entry: Entry = entries.get(runId) ?? {
    watched: nothing,
    listeners: new Set(),
    waiting: [],
    flush: null,
    again: null,
    stop: null,
  }
  entries.delete(runId)
  entries.set(runId, entry)
  entry.listeners.add(listener)
  watch(runId, entry)
  return () => {
    entry.listeners.delete(listener)
    // Later, because a page that moves on to another view of the same run leaves and comes at once.
    setTimeout(() => {
      if (entry.listeners.size > 0) return
      entry.stop?.()
      entry.stop = null
      if (entry.again) clearTimeout(entry.again)
      for (const [id, old] of entries) {
        if (entries.size <= kept) break
        if (old.listeners.size === 0) entries.delete(id)
      }
    }, 200)
  }
}

onForget(() => {
  for (const entry of entries.values()) entry.stop?.()
  entries.clear()
})

/**
 * A run as its events tell it, shared by every part of the page that shows it: replayed from the beginning after a
 * reload, followed until it ends. Null watches nothing.
 */
export function useRun(runId: string | null): Watched {
  return useSyncExternalStore(
    (listener) => (runId === null ? () => {} : listen(runId, listener)),
    () => (runId === null ? nothing : (entries.get(runId)?.watched ?? nothing)),
  )
}
