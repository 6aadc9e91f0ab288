import { User, Users } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useId, useState } from 'react'
import { inputClass } from '../../components/ui/field.tsx'
import { cx } from '../../lib/cx.ts'
import { failureOf, failureText } from '../../lib/errors.ts'
import { useText } from '../../lib/i18n.ts'
import { type Chosen, type Entry, keyOf } from './types.ts'
import { useDirectory } from './use-directory.ts'

interface Props {
  label: string
  withGroups?: boolean
  /** Keys of who is there already. */
  without: ReadonlySet<string>
  onPick: (entry: Entry) => void
  /** What stands beside the field. */
  children?: ReactNode
}

/**
 * Finds people and groups by a part of their name (the combobox pattern of the ARIA practices). The list stands in the
 * page's flow: a panel over a modal dialog would be inert.
 */
export function DirectoryPicker({ label, withGroups = false, without, onPick, children }: Props) {
  const { t } = useText()
  const id = useId()
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const { entries, isPending, error, isOpen } = useDirectory(text, { withGroups, without })
  const active = entries[Math.min(at, entries.length - 1)]
  const pick = (entry: Entry) => {
    setText('')
    setAt(0)
    onPick(entry)
  }
  const steer = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined && entries.length > 0)
      setAt((Math.min(at, entries.length - 1) + step + entries.length) % entries.length)
    else if (event.key === 'Enter' && active) pick(active)
    else if (event.key === 'Escape' && text !== '') setText('')
    else if (event.key !== 'Enter') return
    // Else Enter would send the form around it, and Escape would close the dialog.
    event.preventDefault()
    event.stopPropagation()
  }
  const said = !isOpen
    ? t('sharing.addHint')
    : error
      ? failureText(t, failureOf(error))
      : entries.length > 0
        ? t('sharing.found', { count: entries.length })
        : t(isPending ? 'sharing.searching' : 'sharing.none', { text: text.trim() })
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="font-medium text-ink text-sm">
        {label}
      </label>
      <div className="flex gap-3">
        <input
          id={id}
          role="combobox"
          aria-autocomplete="list"
          aria-expanded={entries.length > 0}
          aria-controls={`${id}-list`}
          aria-activedescendant={active && `${id}-${keyOf(active).replace(' ', '-')}`}
          aria-describedby={`${id}-note`}
          autoComplete="off"
          spellCheck={false}
          maxLength={100}
          value={text}
          onChange={(event) => {
            setText(event.target.value)
            setAt(0)
          }}
          onKeyDown={steer}
          placeholder={t('sharing.placeholder')}
          className={cx(inputClass, 'min-w-0 flex-1')}
        />
        {children}
      </div>
      <p
        id={`${id}-note`}
        role="status"
        className={cx('text-sm', error ? 'text-contradicted' : 'text-ink-faint', !isOpen && 'sr-only')}
      >
        {said}
      </p>
      <div
        id={`${id}-list`}
        role="listbox"
        aria-label={label}
        hidden={entries.length === 0}
        className="grid max-h-64 grid-cols-[minmax(0,1fr)] overflow-y-auto rounded-box border border-line bg-raised p-1 shadow-low"
      >
        {entries.map((entry) => (
          <button
            key={keyOf(entry)}
            id={`${id}-${keyOf(entry).replace(' ', '-')}`}
            type="button"
            role="option"
            tabIndex={-1}
            aria-selected={entry === active}
            onPointerMove={() => setAt(entries.indexOf(entry))}
            onClick={() => pick(entry)}
            className="rounded-[6px] px-2.5 py-2 text-left aria-selected:bg-sunken"
          >
            <EntryLine entry={entry} />
          </button>
        ))}
      </div>
    </div>
  )
}

/** A person with the address, or a group with its size. */
export function EntryLine({ entry, note }: { entry: Chosen; note?: string | undefined }) {
  const { t } = useText()
  const Icon = entry.kind === 'group' ? Users : User
  return (
    <span className="flex min-w-0 items-center gap-3">
      <span className="grid size-8 shrink-0 place-items-center max-sm:hidden rounded-full bg-sunken text-ink-faint">
        <Icon size={16} aria-hidden />
      </span>
      <span className="min-w-0">
        <span className="block truncate font-medium text-ink" title={entry.name}>
          {entry.name}
          {note && <span className="font-normal text-ink-faint"> ({note})</span>}
        </span>
        <span className="figures block truncate text-ink-faint text-sm">
          {entry.kind === 'user'
            ? entry.email
            : entry.memberCount === undefined
              ? t('sharing.group')
              : t('sharing.groupSize', { count: entry.memberCount })}
        </span>
      </span>
    </span>
  )
}
