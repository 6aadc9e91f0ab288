import { type ReactNode, useEffect, useState } from 'react'
import { useText } from '../../lib/i18n.ts'
import { recall, remember } from '../../lib/storage.ts'

const narrowest = 300
const widest = 640
const usual = 400

const clamp = (width: number) => Math.round(Math.min(widest, Math.max(narrowest, width)))

/** The right-hand pane, as wide as its reader made it. The edge is a separator that keys and pointer move. */
export function EvidencePane({ children }: { children: ReactNode }) {
  const { t } = useText()
  const [width, setWidth] = useState(() => clamp(Number(recall('evidence')) || usual))
  const [dragging, setDragging] = useState(false)
  useEffect(() => {
    if (!dragging) return
    const move = (event: PointerEvent) => setWidth(clamp(innerWidth - event.clientX))
    const end = () => setDragging(false)
    addEventListener('pointermove', move)
    addEventListener('pointerup', end)
    addEventListener('pointercancel', end)
    return () => {
      removeEventListener('pointermove', move)
      removeEventListener('pointerup', end)
      removeEventListener('pointercancel', end)
    }
  }, [dragging])
  useEffect(() => {
    if (!dragging) remember('evidence', String(width))
  }, [dragging, width])
  return (
    <aside
      aria-label={t('evidence.title')}
      style={{ width: `min(${width}px, 42vw)` }}
      className="sticky top-0 hidden h-dvh shrink-0 border-line border-l md:block"
    >
      {/* biome-ignore lint/a11y/useSemanticElements: an <hr> cannot be moved; this separator can */}
      <div
        role="separator"
        aria-orientation="vertical"
        aria-label={t('evidence.resize')}
        aria-valuenow={width}
        aria-valuemin={narrowest}
        aria-valuemax={widest}
        tabIndex={0}
        onPointerDown={(event) => {
          event.preventDefault()
          setDragging(true)
        }}
        onDoubleClick={() => setWidth(usual)}
        onKeyDown={(event) => {
          const step = event.key === 'ArrowLeft' ? 24 : event.key === 'ArrowRight' ? -24 : 0
          if (step === 0) return
          event.preventDefault()
          setWidth((current) => clamp(current + step))
        }}
        className="absolute inset-y-0 -left-1 z-10 w-2 cursor-col-resize touch-none before:absolute before:inset-y-0 before:left-[3px] before:w-0.5 before:bg-transparent before:transition-colors hover:before:bg-accent focus-visible:before:bg-accent"
      />
      <div className="h-full overflow-y-auto overscroll-contain px-5 pt-8 pb-10">
        <h2 className="mb-3 font-semibold text-ink text-sm">{t('evidence.title')}</h2>
        {children}
      </div>
    </aside>
  )
}
