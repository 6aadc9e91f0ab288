import { useSyncExternalStore } from 'react'

/** The pages that links sent by mail or handed over by an administrator lead to, as `/reset#token`. */
const pages = ['/join', '/reset', '/verify']

let token = ''
const listeners = new Set<() => void>()

/**
 * Takes the one-time token out of the address before the router, the history or a stored scroll position can keep it.
 * A token opens an account, so it stays in this page's memory and nowhere else.
 */
export function takeLinkToken(): void {
  if (!pages.includes(location.pathname) || location.hash.length < 2) return
  token = location.hash.slice(1)
  history.replaceState(history.state, '', location.pathname + location.search)
  for (const listener of listeners) listener()
}

/** The token of the link that led here; empty where the address had none. */
export const useLinkToken = (): string =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      // A second link opened in the same tab changes only the fragment.
      addEventListener('hashchange', takeLinkToken)
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0) removeEventListener('hashchange', takeLinkToken)
      }
    },
    () => token,
  )
