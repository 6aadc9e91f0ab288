import { type ComponentProps, type ReactNode, useId } from 'react'

type Props = Omit<ComponentProps<'input'>, 'type'> & { kind?: 'radio' | 'checkbox'; label: string; text?: ReactNode }

/** One of several, or yes or no, with a sentence about what it means. */
export function Choice({ kind = 'radio', label, text, ...rest }: Props) {
  const id = useId()
  return (
    <div className="flex gap-3 py-1.5">
      <input
        id={id}
        type={kind}
        aria-describedby={text ? `${id}-text` : undefined}
        className="mt-0.5 size-4 shrink-0 accent-accent disabled:opacity-50"
        {...rest}
      />
      <div>
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        {text && (
          <p id={`${id}-text`} className="max-w-[60ch] text-ink-faint text-sm">
            {text}
          </p>
        )}
      </div>
    </div>
  )
}
