import { type ReactNode, useId } from 'react'

/** A part of a page of settings: what it is at the left, what can be done at the right. */
export function Section({ title, text, children }: { title: string; text: ReactNode; children: ReactNode }) {
  const id = useId()
  return (
    <section
      aria-labelledby={id}
      className="grid grid-cols-[minmax(0,1fr)] gap-x-12 gap-y-5 border-line border-t py-8 first-of-type:border-t-0 first-of-type:pt-0 md:grid-cols-[240px_minmax(0,1fr)]"
    >
      <div>
        <h2 id={id} className="font-semibold text-lg">
          {title}
        </h2>
        <p className="mt-1 text-ink-soft">{text}</p>
      </div>
      <div className="grid max-w-[460px] grid-cols-[minmax(0,1fr)] content-start gap-5">{children}</div>
    </section>
  )
}

/** The heading of a part that is a list, with what can be done to the whole of it. */
export function ListHead({ title, text, action }: { title: string; text: string; action?: ReactNode }) {
  return (
    <div className="mb-4 flex flex-wrap items-start justify-between gap-x-6 gap-y-3 md:flex-nowrap">
      <div>
        <h2 className="font-semibold text-lg">{title}</h2>
        <p className="mt-1 max-w-[60ch] text-ink-soft">{text}</p>
      </div>
      {action && <div className="shrink-0">{action}</div>}
    </div>
  )
}
