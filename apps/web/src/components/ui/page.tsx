import type { ReactNode } from 'react'
import { useEffect } from 'react'
import { cx } from '../../lib/cx.ts'

/** Names the browser's tab after what is on screen. */
export function useTitle(title: string | undefined): void {
  useEffect(() => {
    document.title = title ? `${title} · SarvanOM` : 'SarvanOM'
  }, [title])
}

/** A page with one column: its heading, what can be done with the whole, and the content. */
export function Page({
  title,
  lead,
  actions,
  above,
  wide = false,
  children,
}: {
  title: string
  lead?: ReactNode
  actions?: ReactNode
  /** A way back, over the heading. */
  above?: ReactNode
  /** For tables. */
  wide?: boolean
  children: ReactNode
}) {
  useTitle(title)
  return (
    <div className={cx('mx-auto w-full px-4 pt-8 pb-16 sm:px-8 md:pt-12', wide ? 'max-w-[1080px]' : 'max-w-[880px]')}>
      {above && <div className="mb-2">{above}</div>}
      <header className="mb-6 flex flex-wrap items-start justify-between gap-x-6 gap-y-3 md:flex-nowrap">
        <div className="min-w-0">
          <h1 className="font-semibold text-2xl text-ink tracking-tight">{title}</h1>
          {lead && <div className="mt-1 max-w-[60ch] text-ink-soft">{lead}</div>}
        </div>
        {actions && <div className="flex shrink-0 flex-wrap gap-2">{actions}</div>}
      </header>
      {children}
    </div>
  )
}
