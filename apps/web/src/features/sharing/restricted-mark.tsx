import { Lock } from 'lucide-react'
import { useText } from '../../lib/i18n.ts'

/** Says that not every viewer of the collection reads this document. */
export function RestrictedMark() {
  const { t } = useText()
  return (
    <span
      title={t('sharing.restrictedText')}
      className="inline-flex shrink-0 items-center gap-1 whitespace-nowrap rounded-[6px] bg-unfound-soft px-1.5 py-0.5 font-sans text-unfound text-xs"
    >
      <Lock size={12} aria-hidden />
      {t('sharing.restricted')}
    </span>
  )
}
