import { type ReactNode, useId } from 'react'

/** One subject of the page: its name at the left, what is known of it at the right. */
export function StatusSection({ title, text, children }: { title: string; text?: string; children: ReactNode }) {
  const id = useId()
  return (
    <section
      aria-labelledby={id}
      className="grid grid-cols-[minmax(0,1fr)] gap-x-12 gap-y-4 border-line border-t py-8 md:grid-cols-[200px_minmax(0,1fr)]"
    >
      <div>
        <h3 id={id} className="font-semibold text-lg">
          {title}
        </h3>
        {text && <p className="mt-1 text-ink-soft">{text}</p>}
      </div>
      <div className="grid grid-cols-[minmax(0,1fr)] content-start gap-5">{children}</div>
    </section>
  )
}

/** Names and values, as many in a row as fit. */
export const Facts = ({ facts }: { facts: readonly (readonly [name: string, value: ReactNode])[] }) => (
  <dl className="grid grid-cols-2 gap-x-6 gap-y-4 sm:grid-cols-3">
    {facts.map(([name, value]) => (
      <div key={name} className="min-w-0">
        <dt className="text-ink-faint text-sm">{name}</dt>
        <dd className="figures break-words text-ink">{value}</dd>
      </div>
    ))}
  </dl>
)
