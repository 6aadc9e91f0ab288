import { useSyncExternalStore } from 'react'

export interface Toast {
  id: number
  text: string
  tone: 'plain' | 'problem'
  action?: { label: string; run: () => void }
}

let toasts: readonly Toast[] = []
let lastId = 0
const listeners = new Set<() => void>()

function change(next: readonly Toast[]): void {
  toasts = next
  for (const listener of listeners) listener()
}

export const dismissToast = (id: number): void => change(toasts.filter((toast) => toast.id !== id))

/** Says something that happened, in one line. The newest three stay in view; one with an action stays longer. */
export function say(text: string, options: Omit<Partial<Toast>, 'id' | 'text'> = {}): void {
  const id = ++lastId
  change([...toasts.slice(-2), { id, text, tone: 'plain', ...options }])
  setTimeout(() => dismissToast(id), options.action ? 10_000 : 5000)
}

export const useToasts = (): readonly Toast[] =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => toasts,
  )
