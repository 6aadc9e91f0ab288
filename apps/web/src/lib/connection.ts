import { useSyncExternalStore } from 'react'

// Whether the server answers. A request that fails without an answer marks it as down; from then on a small probe
// asks until it is back, and whoever waits is told.
let reachable = true
let timer: ReturnType<typeof setTimeout> | undefined
const listeners = new Set<() => void>()
const whenBack = new Set<() => void>()

function change(next: boolean): void {
  if (next === reachable) return
  reachable = next
  for (const listener of listeners) listener()
  if (next) for (const listener of whenBack) listener()
}

/** Asks the server whether it is ready, and goes on asking every few seconds until it does. */
export async function probe(wait = 2000): Promise<void> {
  clearTimeout(timer)
  try {
    const response = await fetch('/health/ready', { cache: 'no-store' })
    if (response.ok) return change(true)
  } catch {}
  timer = setTimeout(() => void probe(Math.min(wait * 1.5, 15_000)), wait)
}

export function reportUnreachable(): void {
  if (!reachable) return
  change(false)
  // Not at once: a server that refuses because it is overloaded must not be asked for everything again.
  timer = setTimeout(() => void probe(), 1500)
}

export function onReachable(listener: () => void): () => void {
  whenBack.add(listener)
  return () => whenBack.delete(listener)
}

export const useReachable = (): boolean =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => reachable,
  )
