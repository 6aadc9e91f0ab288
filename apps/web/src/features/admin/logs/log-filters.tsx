import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { Button } from '../../../components/ui/button.tsx'
import { SelectField, TextField } from '../../../components/ui/field.tsx'
import { useText } from '../../../lib/i18n.ts'
import { given, oneOf } from '../../../lib/search-params.ts'
import type { LogSearch } from './log-filter.ts'

const restMs = 250

/** What is shown; it stands in the address, so that a finding can be linked. The search follows the typing after a short rest. */
export function LogFilters({ search }: { search: LogSearch }) {
  const { t } = useText()
  const navigate = useNavigate({ from: '/admin/logs' })
  const [text, setText] = useState(search.search ?? '')
  const [known, setKnown] = useState(search.search)
  // Changed elsewhere: by an id that was chosen, or by the browser's way back.
  if (known !== search.search) {
    setKnown(search.search)
    if ((search.search ?? '') !== text.slice(0, 200)) setText(search.search ?? '')
  }
  const change = (part: { [K in keyof LogSearch]: LogSearch[K] | undefined }) =>
    void navigate({ search: (before) => given({ ...before, ...part }), replace: true })
  useEffect(() => {
    if (text === (search.search ?? '')) return
    const timer = setTimeout(
      () => void navigate({ search: (before) => given({ ...before, search: text || undefined }), replace: true }),
      restMs,
    )
    return () => clearTimeout(timer)
  }, [text, search.search, navigate])
  return (
    <search aria-label={t('logs.filters')} className="mb-6">
      <div className="grid grid-cols-2 gap-x-3 gap-y-4 md:grid-cols-[minmax(0,2fr)_minmax(0,1.2fr)_minmax(0,1fr)_minmax(0,1fr)]">
        <div className="max-md:col-span-2">
          <TextField
            label={t('logs.search')}
            type="search"
            className="h-9 py-0"
            maxLength={200}
            placeholder={t('logs.searchHint')}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </div>
        <div className="max-md:col-span-2">
          <SelectField
            label={t('logs.show')}
            value={search.level ?? ''}
            onChange={(event) => change({ level: oneOf(event.target.value, ['error']) })}
          >
            <option value="">{t('logs.show_all')}</option>
            <option value="error">{t('logs.show_error')}</option>
          </SelectField>
        </div>
        {(['from', 'to'] as const).map((end) => (
          <TextField
            key={end}
            label={t(`logs.${end}`)}
            type="date"
            className="h-9 py-0"
            value={search[end] ?? ''}
            min={end === 'to' ? search.from : undefined}
            max={end === 'from' ? search.to : undefined}
            onChange={(event) => change({ [end]: event.target.value || undefined })}
          />
        ))}
      </div>
      {Object.keys(search).length > 0 && (
        <Button
          size="sm"
          variant="quiet"
          className="mt-3 -ml-3"
          onClick={() => void navigate({ search: {}, replace: true })}
        >
          {t('logs.clear')}
        </Button>
      )}
    </search>
  )
}
