import { type ReactNode, useRef } from 'react'
import { columnAfter, columnAt } from './geometry.ts'

interface Props {
  count: number
  active: number | null
  label: string
  describedBy: string
  /** What a screen reader says of the column, or of the whole when none is chosen. */
  valueText: string
  onActive: (index: number | null) => void
  onOpen: (index: number) => void
  children: ReactNode
}

/**
 * Makes a drawing something that pointer, finger and keyboard walk along, column by column. To assistive technology it
 * is a slider along time, whose value is read out; the numbers are also in the table that every chart has.
 */
export function Scrubber({ count, active, label, describedBy, valueText, onActive, onOpen, children }: Props) {
  const byTouch = useRef(false)
  const at = (event: { clientX: number; currentTarget: HTMLElement }) => {
    const { left, width } = event.currentTarget.getBoundingClientRect()
    return columnAt(event.clientX - left, width, count)
  }
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-describedby={describedBy}
      aria-valuemin={0}
      aria-valuemax={Math.max(0, count - 1)}
      aria-valuenow={active ?? 0}
      aria-valuetext={valueText}
      className="size-full cursor-pointer touch-pan-y select-none rounded-box"
      onPointerDown={(event) => {
        byTouch.current = event.pointerType === 'touch'
      }}
      onPointerMove={(event) => event.pointerType !== 'touch' && onActive(at(event))}
      onPointerLeave={(event) => event.pointerType !== 'touch' && onActive(null)}
      onClick={(event) => {
        const index = at(event)
        if (index === null) return
        // A finger cannot point without pressing: its first press tells, the second opens.
        if (byTouch.current && index !== active) onActive(index)
        else onOpen(index)
      }}
      onKeyDown={(event) => {
        if (event.ctrlKey || event.metaKey || event.altKey) return
        const next = columnAfter(event.key, active, count)
        if (next !== null) onActive(next)
        else if (event.key === 'Escape' && active !== null) onActive(null)
        else if ((event.key === 'Enter' || event.key === ' ') && active !== null) onOpen(active)
        else return
        event.preventDefault()
      }}
    >
      {/* The drawing gives its bars the focus when they are pressed; it belongs to the whole. */}
      <div aria-hidden className="size-full [&_*]:outline-none">
        {children}
      </div>
    </div>
  )
}
