import { ChevronRight } from 'lucide-react'
import { type ReactNode, useId, useState } from 'react'
import { cx } from '../../../lib/cx.ts'

/** A row that opens for what is behind it. The whole row is the button. */
export function Disclosure({ summary, children }: { summary: ReactNode; children: ReactNode }) {
  const id = useId()
  const [isOpen, setOpen] = useState(false)
  return (
    <li className="border-line border-t first:border-t-0">
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
        className="row grid w-full grid-cols-[16px_minmax(0,1fr)] items-start gap-x-2 py-2.5 text-left"
      >
        <ChevronRight
          size={16}
          aria-hidden
          className={cx('mt-0.5 text-ink-faint transition-transform duration-100', isOpen && 'rotate-90')}
        />
        <span className="block min-w-0">{summary}</span>
      </button>
      <div id={id} hidden={!isOpen} className="pb-4 pl-6">
        {isOpen && children}
      </div>
    </li>
  )
}
