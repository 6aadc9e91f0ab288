const listeners = new Set<() => void>()

/** Registers what has to go when the one who is signed in changes: answers in memory, uploads on their way. */
export function onForget(listener: () => void): void {
  listeners.add(listener)
}

/** Nothing of one person's work may be left in the page when another signs in. */
export function forgetEverything(): void {
  for (const listener of listeners) listener()
}
