import { Link } from '@tanstack/react-router'
import { useText } from '../../../lib/i18n.ts'
import { useMay } from '../../../lib/permissions.ts'

/** Why no cost is told, and for who may change that, the way there. */
export function NoPrice() {
  const { t } = useText()
  const may = useMay()
  return (
    <span className="block font-normal text-base text-ink-soft">
      {t('dashboard.noPrice')}
      {may('system:manage') && (
        <Link to="/admin/models" className="mt-0.5 block text-accent text-sm underline-offset-2 hover:underline">
          {t('dashboard.setPrice')}
        </Link>
      )}
    </span>
  )
}
