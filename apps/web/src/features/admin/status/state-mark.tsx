import type { ReactNode } from 'react'
import { cx } from '../../../lib/cx.ts'
import type { CellState } from './types.ts'

const tones: Record<CellState, string> = {
  ok: 'text-supported',
  degraded: 'text-unfound',
  failed: 'text-contradicted',
  off: 'text-ink-faint',
  none: 'text-ink-faint',
}

const line = { fill: 'none', strokeWidth: 1.8, strokeLinecap: 'round', strokeLinejoin: 'round' } as const

const shapes: Record<CellState, ReactNode> = {
  ok: (
    <>
      <circle cx="10" cy="10" r="8.5" fill="currentColor" />
      <path d="m6.2 10.3 2.6 2.6 5-5.6" className="stroke-paper" {...line} strokeWidth={2} />
    </>
  ),
  degraded: (
    <>
      <path d="M10 2.2 18.4 17H1.6Z" stroke="currentColor" {...line} />
      <path d="M10 7.6v4.2m0 2.4v.1" stroke="currentColor" {...line} />
    </>
  ),
  failed: (
    <>
      <path d="M10 1.4 18.6 10 10 18.6 1.4 10Z" fill="currentColor" />
      <path d="m7.2 7.2 5.6 5.6m0-5.6-5.6 5.6" className="stroke-paper" {...line} />
    </>
  ),
  off: <circle cx="10" cy="10" r="7.6" stroke="currentColor" {...line} strokeWidth={1.5} />,
  none: <circle cx="10" cy="10" r="7.6" stroke="currentColor" {...line} strokeDasharray="2.4 3.57" />,
}

/** Each state differs in shape and colour; the word is given by whoever shows the mark. */
export const StateMark = ({ state, size = 18 }: { state: CellState; size?: number }) => (
  <svg aria-hidden viewBox="0 0 20 20" width={size} height={size} className={cx('shrink-0', tones[state])}>
    {shapes[state]}
  </svg>
)
