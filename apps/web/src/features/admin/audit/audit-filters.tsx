import { useNavigate } from '@tanstack/react-router'
import { X } from 'lucide-react'
import { Button } from '../../../components/ui/button.tsx'
import { SelectField, TextField } from '../../../components/ui/field.tsx'
import { useText } from '../../../lib/i18n.ts'
import { given, oneOf } from '../../../lib/search-params.ts'
import { DirectoryPicker } from '../../sharing/directory-picker.tsx'
import { auditActions, useActionText } from './action-text.ts'
import { type AuditSearch, auditResults } from './audit-filter.ts'

const nobody = new Set<string>()

/** What of the log is shown; it stands in the address, so that a finding can be linked. */
export function AuditFilters({ search }: { search: AuditSearch }) {
  const { t, locale } = useText()
  const textOf = useActionText()
  const navigate = useNavigate({ from: '/admin/audit' })
  const change = (part: { [K in keyof AuditSearch]: AuditSearch[K] | undefined }) =>
    void navigate({ search: given({ ...search, ...part }), replace: true })
  const actions = auditActions
    .map((action) => ({ action, text: textOf(action) }))
    .sort((a, b) => a.text.localeCompare(b.text, locale))
  const isFiltered = Object.keys(search).length > 0
  return (
    <search aria-label={t('audit.filters')} className="mb-6">
      <div className="grid grid-cols-2 gap-x-3 gap-y-4 md:grid-cols-[minmax(0,1.7fr)_minmax(0,1.7fr)_minmax(0,1fr)_minmax(0,1fr)_minmax(0,1fr)]">
        <div className="max-md:col-span-2">
          <SelectField
            label={t('audit.action')}
            value={search.action ?? ''}
            onChange={(event) => change({ action: event.target.value || undefined })}
          >
            <option value="">{t('audit.anyAction')}</option>
            {actions.map(({ action, text }) => (
              <option key={action} value={action}>
                {text}
              </option>
            ))}
          </SelectField>
        </div>
        <div className="max-md:col-span-2">
          <PersonFilter search={search} onChange={change} />
        </div>
        <div className="max-md:col-span-2">
          <SelectField
            label={t('audit.result')}
            value={search.result ?? ''}
            onChange={(event) => change({ result: oneOf(event.target.value, auditResults) })}
          >
            <option value="">{t('audit.anyResult')}</option>
            {auditResults.map((result) => (
              <option key={result} value={result}>
                {t(`audit.result_${result}`)}
              </option>
            ))}
          </SelectField>
        </div>
        <TextField
          label={t('audit.from')}
          type="date"
          className="h-9 py-0"
          value={search.from ?? ''}
          max={search.to}
          onChange={(event) => change({ from: event.target.value || undefined })}
        />
        <TextField
          label={t('audit.to')}
          type="date"
          className="h-9 py-0"
          value={search.to ?? ''}
          min={search.from}
          onChange={(event) => change({ to: event.target.value || undefined })}
        />
      </div>
      {isFiltered && (
        <Button
          size="sm"
          variant="quiet"
          className="mt-3 -ml-3"
          onClick={() => void navigate({ search: {}, replace: true })}
        >
          {t('audit.clear')}
        </Button>
      )}
    </search>
  )
}

/** Somebody out of the directory. */
function PersonFilter({
  search,
  onChange,
}: {
  search: AuditSearch
  onChange: (part: { actor: string | undefined; name: string | undefined }) => void
}) {
  const { t } = useText()
  if (search.actor) {
    const only = t('audit.personOnly', { name: search.name ?? search.actor })
    return (
      <div className="grid gap-1.5">
        <span className="font-medium text-sm">{t('audit.person')}</span>
        <Button
          className="min-w-0 px-3"
          aria-label={`${only}. ${t('audit.removePerson')}`}
          onClick={() => onChange({ actor: undefined, name: undefined })}
        >
          <span className="min-w-0 flex-1 truncate text-left font-normal">{search.name ?? search.actor}</span>
          <X size={15} aria-hidden />
        </Button>
      </div>
    )
  }
  return (
    <DirectoryPicker
      label={t('audit.person')}
      without={nobody}
      onPick={({ id, name }) => onChange({ actor: id, name })}
    />
  )
}
