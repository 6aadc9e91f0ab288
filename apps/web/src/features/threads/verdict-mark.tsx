import type { Verdict } from '@sarvanom/core/schemas'
import { cx } from '../../lib/cx.ts'

/** Each verdict differs in shape, colour and word; the word is given by whoever shows the mark. */
export function VerdictMark({ verdict, size = 18 }: { verdict: Verdict | null; size?: number }) {
  const common = {
    viewBox: '0 0 20 20',
    width: size,
    height: size,
    className: 'shrink-0',
  } as const
  switch (verdict) {
    case 'supported':
      return (
        <svg aria-hidden {...common} className={cx(common.className, 'text-supported')}>
          <circle cx="10" cy="10" r="8.5" fill="currentColor" />
          <path
            d="m6.2 10.3 2.6 2.6 5-5.6"
            fill="none"
            className="stroke-paper"
            strokeWidth="2"
            strokeLinecap="round"
            strokeLinejoin="round"
          />
        </svg>
      )
    case 'contradicted':
      return (
        <svg aria-hidden {...common} className={cx(common.className, 'text-contradicted')}>
          <path
            d="M10 1.4 18.6 10 10 18.6 1.4 10Z"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.8"
            strokeLinejoin="round"
          />
          <path
            d="m7.4 7.4 5.2 5.2m0-5.2-5.2 5.2"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.8"
            strokeLinecap="round"
          />
        </svg>
      )
    case 'not_found':
      return (
        <svg aria-hidden {...common} className={cx(common.className, 'text-unfound')}>
          <circle
            cx="10"
            cy="10"
            r="8"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.8"
            strokeDasharray="3.4 2.88"
          />
        </svg>
      )
    case null:
      return (
        <svg aria-hidden {...common} className={cx(common.className, 'animate-breathe text-ink-faint')}>
          <circle cx="10" cy="10" r="3" fill="currentColor" />
        </svg>
      )
    default:
      return verdict satisfies never
  }
}
