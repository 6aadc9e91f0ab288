import { useSyncExternalStore } from 'react'

export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const media = matchMedia(query)
      media.addEventListener('change', listener)
      return () => media.removeEventListener('change', listener)
    },
    () => matchMedia(query).matches,
  )
}

/** Wide enough for the rail and the evidence beside the work (the `md` breakpoint of tokens.css). */
export const useWide = (): boolean => useMedia('(min-width: 900px)')
