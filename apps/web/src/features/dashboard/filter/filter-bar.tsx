import { SlidersHorizontal } from 'lucide-react'
import { useId, useState } from 'react'
import { Button } from '../../../components/ui/button.tsx'
import { SelectField } from '../../../components/ui/field.tsx'
import { cx } from '../../../lib/cx.ts'
import { useText } from '../../../lib/i18n.ts'
import { oneOf } from '../../../lib/search-params.ts'
import { CollectionFilter } from './collection-filter.tsx'
import { daysOf } from './day.ts'
import { possibleGranularities } from './period.ts'
import { DayFields, PeriodField } from './period-fields.tsx'
import { PersonFilter } from './person-filter.tsx'
import type { useDashboardFilter } from './use-dashboard-filter.ts'
import { granularities } from './words.ts'
import { ZoneFilter } from './zone-filter.tsx'

/** What of the figures is shown. All of it stands in the address, so that a view can be linked and reloaded. */
export function FilterBar({ filter }: { filter: ReturnType<typeof useDashboardFilter> }) {
  const { t } = useText()
  const { search, days, timeZone, scope, granularity, change } = filter
  const id = useId()
  const [isOpen, setIsOpen] = useState(false)
  const possible = possibleGranularities(daysOf(days))
  return (
    <search aria-label={t('dashboard.filter.label')} className="mb-6">
      <div className="grid grid-cols-2 items-start gap-x-3 gap-y-4 md:grid-cols-[repeat(auto-fit,minmax(128px,1fr))]">
        <PeriodField search={search} days={days} onChange={change} />
        <Button
          className="self-end md:hidden"
          aria-expanded={isOpen}
          aria-controls={id}
          onClick={() => setIsOpen(!isOpen)}
        >
          <SlidersHorizontal size={15} aria-hidden />
          {t('dashboard.filter.more')}
        </Button>
        {search.period === 'custom' && <DayFields search={search} days={days} onChange={change} />}
        <div id={id} className={cx('contents', !isOpen && 'max-md:hidden')}>
          <SelectField
            label={t('dashboard.filter.granularity')}
            value={search.by && possible.includes(search.by) ? search.by : ''}
            onChange={(event) => change({ by: oneOf(event.target.value, granularities) })}
          >
            <option value="">{t('dashboard.filter.automatic', { by: t(`dashboard.by_${granularity}`) })}</option>
            {possible.map((one) => (
              <option key={one} value={one}>
                {t(`dashboard.by_${one}`)}
              </option>
            ))}
          </SelectField>
          <ZoneFilter timeZone={timeZone} onChange={change} />
          <div className="max-md:col-span-2">
            <CollectionFilter collection={search.collection} onChange={change} />
          </div>
          {scope === 'all' && (
            <div className="max-md:col-span-2">
              <PersonFilter search={search} onChange={change} />
            </div>
          )}
        </div>
      </div>
    </search>
  )
}
