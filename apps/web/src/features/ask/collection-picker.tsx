import { useQuery } from '@tanstack/react-query'
import { Check, ChevronDown, Folder } from 'lucide-react'
import { Popover } from 'radix-ui'
import { useId, useState } from 'react'
import { overlayParent, panelClass } from '../../components/ui/menu.tsx'
import { trpc } from '../../lib/api.ts'
import { cx } from '../../lib/cx.ts'
import { useText } from '../../lib/i18n.ts'
import { documentCount } from '../library/counts.ts'

export const pickerClass =
  'inline-flex h-8 max-w-full items-center gap-1.5 rounded-box px-2 text-ink-soft text-sm transition-colors duration-100 hover:bg-sunken hover:text-ink data-[state=open]:bg-sunken'

/** Where to search: everything (an empty list) or some collections. */
export function CollectionPicker({ value, onChange }: { value: string[]; onChange: (ids: string[]) => void }) {
  const { t } = useText()
  const { data } = useQuery(trpc.collections.list.queryOptions({ limit: 100 }))
  const all = data?.items ?? []
  const chosen = all.filter((collection) => value.includes(collection.id))
  const only = chosen.length === 1 ? chosen[0] : undefined
  const label =
    chosen.length === 0 ? t('ask.everywhere') : (only?.name ?? t('ask.collectionsChosen', { count: chosen.length }))
  return (
    <Popover.Root>
      <Popover.Trigger className={pickerClass} aria-label={`${t('ask.where')}: ${label}`}>
        <Folder size={15} aria-hidden className="shrink-0" />
        <span className="max-w-48 truncate">{label}</span>
        <ChevronDown size={14} aria-hidden className="shrink-0" />
      </Popover.Trigger>
      <Popover.Portal container={overlayParent()}>
        <Popover.Content
          align="start"
          sideOffset={6}
          collisionPadding={8}
          aria-label={t('ask.where')}
          className={cx(panelClass, 'w-76 p-1')}
        >
          <CollectionChoices value={value} onChange={onChange} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}

/** Everything, or some collections, to tick; with a search where they are many. */
export function CollectionChoices({ value, onChange }: { value: string[]; onChange: (ids: string[]) => void }) {
  const { t } = useText()
  const id = useId()
  const [search, setSearch] = useState('')
  const { data } = useQuery(trpc.collections.list.queryOptions({ limit: 100 }))
  const all = data?.items ?? []
  const wanted = search.trim().toLocaleLowerCase()
  const shown = all.filter(({ name }) => name.toLocaleLowerCase().includes(wanted))
  const toggle = (collectionId: string) =>
    onChange(value.includes(collectionId) ? value.filter((other) => other !== collectionId) : [...value, collectionId])
  return (
    <>
      {all.length > 7 && (
        <input
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          aria-label={t('ask.searchCollections')}
          placeholder={t('ask.searchCollections')}
          className="mb-1 w-full border-line border-b bg-transparent px-2.5 py-2 outline-none placeholder:text-ink-faint"
        />
      )}
      <fieldset className="max-h-72 min-w-0 overflow-y-auto">
        <legend className="sr-only">{t('ask.where')}</legend>
        <Option
          id={`${id}-all`}
          label={t('ask.everywhere')}
          checked={value.length === 0}
          onChange={() => onChange([])}
        />
        {shown.map((collection) => (
          <Option
            key={collection.id}
            id={`${id}-${collection.id}`}
            label={collection.name}
            note={t('ask.documents', { count: documentCount(collection.counts) })}
            checked={value.includes(collection.id)}
            onChange={() => toggle(collection.id)}
          />
        ))}
      </fieldset>
      {shown.length === 0 && wanted && <p className="px-2.5 py-3 text-ink-faint text-sm">{t('ask.noCollection')}</p>}
    </>
  )
}

interface OptionProps {
  id: string
  label: string
  note?: string
  checked: boolean
  onChange: () => void
}

function Option({ id, label, note, checked, onChange }: OptionProps) {
  return (
    <label
      htmlFor={id}
      className="relative flex items-center gap-3 rounded-[6px] px-2.5 py-2 hover:bg-sunken has-focus-visible:bg-sunken has-focus-visible:outline-2 has-focus-visible:outline-focus has-focus-visible:-outline-offset-2"
    >
      <input
        id={id}
        type="checkbox"
        checked={checked}
        onChange={onChange}
        className="peer absolute inset-0 size-full cursor-pointer opacity-0"
      />
      <span
        aria-hidden
        className="grid size-4 shrink-0 place-items-center rounded-[4px] border border-line-strong text-transparent peer-checked:border-accent peer-checked:bg-accent peer-checked:text-on-accent"
      >
        <Check size={12} strokeWidth={3} />
      </span>
      <span className="min-w-0 flex-1 truncate">{label}</span>
      {note && <span className="figures text-ink-faint text-sm">{note}</span>}
    </label>
  )
}
