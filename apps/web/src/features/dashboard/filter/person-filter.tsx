import { X } from 'lucide-react'
import { Button } from '../../../components/ui/button.tsx'
import { useText } from '../../../lib/i18n.ts'
import { DirectoryPicker } from '../../sharing/directory-picker.tsx'
import type { DashboardSearch } from './dashboard-search.ts'
import type { ChangeFilter } from './use-dashboard-filter.ts'

const nobody = new Set<string>()

/** Somebody out of the directory, whose figures alone are shown. */
export function PersonFilter({ search, onChange }: { search: DashboardSearch; onChange: ChangeFilter }) {
  const { t } = useText()
  if (!search.person)
    return (
      <DirectoryPicker
        label={t('dashboard.filter.person')}
        without={nobody}
        onPick={({ id, name }) => onChange({ person: id, name })}
      />
    )
  const name = search.name ?? search.person
  return (
    <div className="grid gap-1.5">
      <span className="font-medium text-sm">{t('dashboard.filter.person')}</span>
      <Button
        className="min-w-0 px-3"
        aria-label={t('dashboard.filter.removePerson', { name })}
        onClick={() => onChange({ person: undefined, name: undefined })}
      >
        <span className="min-w-0 flex-1 truncate text-left font-normal">{name}</span>
        <X size={15} aria-hidden />
      </Button>
    </div>
  )
}
