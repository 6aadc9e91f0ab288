import { Download } from 'lucide-react'
import { iconButtonClass } from '../../components/ui/icon-button.tsx'
import { useText } from '../../lib/i18n.ts'
import { exportAddress, type FilterInput } from './filter/dashboard-filter.ts'

interface Props {
  input: FilterInput
  report: Record<string, string>
  /** What is exported, to tell this link from the others of the page. */
  title: string
}

/** The same figures as CSV, for whoever wants to count on. */
export function ExportLink({ input, report, title }: Props) {
  const { t } = useText()
  const label = t('dashboard.exportCsv', { title })
  return (
    <a href={exportAddress(input, report)} download aria-label={label} title={label} className={iconButtonClass}>
      <Download size={16} aria-hidden />
    </a>
  )
}
