import type { Mode } from '@sarvanom/core/schemas'
import { useState } from 'react'
import { recall, remember } from '../../lib/storage.ts'

const isMode = (value: string | null): value is Mode =>
  value === 'quick' || value === 'standard' || value === 'research'

/** The thoroughness this browser asked with last. */
export function useMode(): [Mode, (mode: Mode) => void] {
  const [mode, setMode] = useState<Mode>(() => {
    const stored = recall('mode')
    return isMode(stored) ? stored : 'standard'
  })
  return [
    mode,
    (next) => {
      remember('mode', next)
      setMode(next)
    },
  ]
}
