import { type ReactNode, useId } from 'react'

/** One of the page's parts: its heading, a sentence on what is measured, and what can be chosen. */
export function Section({
  title,
  text,
  choices,
  children,
}: {
  title: string
  text: string
  choices?: ReactNode
  children: ReactNode
}) {
  const id = useId()
  return (
    <section aria-labelledby={id}>
      <div className="mb-3 flex flex-wrap items-end justify-between gap-x-6 gap-y-2">
        <div className="min-w-0">
          <h3 id={id} className="font-semibold text-ink text-lg">
            {title}
          </h3>
          <p className="max-w-[64ch] text-ink-soft text-sm">{text}</p>
        </div>
        {choices && <div className="flex flex-wrap items-center gap-2">{choices}</div>}
      </div>
      {children}
    </section>
  )
}

/** One of a few, by the platform's own control. */
export function Pick<T extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string
  value: T
  options: readonly (readonly [T, string])[]
  onChange: (value: T) => void
}) {
  return (
    <select
      aria-label={label}
      value={value}
      onChange={(event) => {
        const chosen = options.find(([option]) => option === event.target.value)
        if (chosen) onChange(chosen[0])
      }}
      className="h-8 rounded-box border border-line-strong bg-raised px-2 text-ink text-sm hover:border-ink-faint"
    >
      {options.map(([option, text]) => (
        <option key={option} value={option}>
          {text}
        </option>
      ))}
    </select>
  )
}
