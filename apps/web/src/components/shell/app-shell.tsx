import { Outlet, useRouterState } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { addEnglish, useText } from '../../lib/i18n.ts'
import { desk } from '../../locales/en/desk.ts'
import { BottomBar, Rail } from './navigation.tsx'

addEnglish(desk)

const Palette = lazy(() => import('./palette.tsx').then((module) => ({ default: module.Palette })))

/** A keyboard or screen reader user starts at the top of each new page, not in the middle of the old one. */
function useFocusOnNavigation() {
  const main = useRef<HTMLElement>(null)
  const pathname = useRouterState({ select: (state) => state.resolvedLocation?.pathname })
  const last = useRef(pathname)
  useEffect(() => {
    const inside = main.current?.contains(document.activeElement) && document.activeElement !== main.current
    if (last.current !== undefined && last.current !== pathname && !inside) main.current?.focus({ preventScroll: true })
    last.current = pathname
  }, [pathname])
  return main
}

export function AppShell() {
  const { t } = useText()
  const [palette, setPalette] = useState(false)
  const main = useFocusOnNavigation()
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey) || event.altKey || event.shiftKey) return
      event.preventDefault()
      setPalette((open) => !open)
    }
    addEventListener('keydown', listen)
    return () => removeEventListener('keydown', listen)
  }, [])
  const openPalette = () => setPalette(true)
  return (
    <div className="min-h-dvh md:pl-18">
      <a
        href="#content"
        className="fixed top-2 left-2 z-50 -translate-y-20 rounded-box bg-ink px-4 py-2 text-paper focus:translate-y-0"
      >
        {t('shell.skip')}
      </a>
      <Rail onPalette={openPalette} />
      <main ref={main} id="content" tabIndex={-1} className="min-w-0 pb-16 outline-none md:pb-0">
        <Outlet />
      </main>
      <BottomBar onPalette={openPalette} />
      <Suspense>{palette && <Palette onClose={() => setPalette(false)} />}</Suspense>
    </div>
  )
}
