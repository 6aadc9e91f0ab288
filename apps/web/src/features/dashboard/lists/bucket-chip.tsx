import { useNavigate } from '@tanstack/react-router'
import { X } from 'lucide-react'
import { Button } from '../../../components/ui/button.tsx'
import { useText } from '../../../lib/i18n.ts'
import { given } from '../../../lib/search-params.ts'
import type { BucketSearch } from '../filter/dashboard-search.ts'
import { daysText } from '../time-text.ts'

/** That only the days of one column are shown, and the way back to the whole period. */
export function BucketChip({ at, until }: BucketSearch) {
  const { t, locale } = useText()
  const navigate = useNavigate()
  if (!at || !until) return null
  const days = daysText(locale, { from: at, to: until })
  return (
    <Button
      size="sm"
      className="figures"
      aria-label={t('dashboard.lists.wholePeriod', { days })}
      onClick={() =>
        void navigate({
          to: '.',
          search: (before) => given({ ...before, at: undefined, until: undefined }),
          replace: true,
        })
      }
    >
      {days}
      <X size={14} aria-hidden />
    </Button>
  )
}
