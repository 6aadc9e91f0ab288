import { useSyncExternalStore } from 'react'
import { recall, remember } from './storage.ts'

export const themes = ['light', 'dark', 'system'] as const
export type Theme = (typeof themes)[number]

const listeners = new Set<() => void>()
const systemDark = () => matchMedia('(prefers-color-scheme: dark)')

const read = (): Theme => {
  const stored = recall('theme')
  return stored === 'light' || stored === 'dark' ? stored : 'system'
}

function show(theme: Theme): void {
  const dark = theme === 'dark' || (theme === 'system' && systemDark().matches)
  document.documentElement.dataset.theme = dark ? 'dark' : 'light'
}

export function setTheme(theme: Theme): void {
  remember('theme', theme)
  show(theme)
  for (const listener of listeners) listener()
}

export function toggleTheme(): void {
  setTheme(document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark')
}

/** Follows the system's theme while none was chosen. public/theme.js does the same before the first paint. */
export function followSystemTheme(): void {
  systemDark().addEventListener('change', () => show(read()))
}

export const useTheme = (): Theme =>
  useSyncExternalStore((listener) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }, read)
