import { type ComponentProps, type ReactNode, useId } from 'react'
import { cx } from '../../lib/cx.ts'

export const inputClass =
  'w-full rounded-box border border-line-strong bg-raised px-3 py-2 text-base text-ink placeholder:text-ink-faint hover:border-ink-faint focus-visible:border-accent focus-visible:outline-offset-0 aria-invalid:border-contradicted disabled:opacity-60'

interface Parts {
  label: string
  hint?: ReactNode
  error?: string | undefined
}

function Frame({ id, label, hint, error, children }: Parts & { id: string; children: ReactNode }) {
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="font-medium text-ink text-sm">
        {label}
      </label>
      {children}
      {error ? (
        <p id={`${id}-note`} className="text-contradicted text-sm" role="alert">
          {error}
        </p>
      ) : (
        hint && (
          <p id={`${id}-note`} className="text-ink-faint text-sm">
            {hint}
          </p>
        )
      )}
    </div>
  )
}

const noteOf = (id: string, { hint, error }: Pick<Parts, 'hint' | 'error'>) => ({
  'aria-invalid': error ? true : undefined,
  'aria-describedby': hint || error ? `${id}-note` : undefined,
})

/** A labelled line of text; the hint or the error under it is announced with it. */
export function TextField({ label, hint, error, className, ...rest }: ComponentProps<'input'> & Parts) {
  const id = useId()
  return (
    <Frame id={id} label={label} hint={hint} {...(error ? { error } : {})}>
      <input id={id} className={cx(inputClass, className)} {...noteOf(id, { hint, error })} {...rest} />
    </Frame>
  )
}

export function TextArea({ label, hint, error, className, ...rest }: ComponentProps<'textarea'> & Parts) {
  const id = useId()
  return (
    <Frame id={id} label={label} hint={hint} {...(error ? { error } : {})}>
      <textarea id={id} className={cx(inputClass, 'resize-y', className)} {...noteOf(id, { hint, error })} {...rest} />
    </Frame>
  )
}

/** A choice from a few, by the platform's own control. */
export function SelectField({ label, hint, error, className, children, ...rest }: ComponentProps<'select'> & Parts) {
  const id = useId()
  return (
    <Frame id={id} label={label} hint={hint} {...(error ? { error } : {})}>
      <select id={id} className={cx(inputClass, 'h-9 py-0', className)} {...noteOf(id, { hint, error })} {...rest}>
        {children}
      </select>
    </Frame>
  )
}
