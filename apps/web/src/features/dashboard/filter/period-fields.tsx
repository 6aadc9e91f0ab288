import { SelectField, TextField } from '../../../components/ui/field.tsx'
import { useText } from '../../../lib/i18n.ts'
import { dayParam, oneOf } from '../../../lib/search-params.ts'
import type { DashboardSearch } from './dashboard-search.ts'
import { daysOf } from './day.ts'
import type { Days } from './period.ts'
import type { ChangeFilter } from './use-dashboard-filter.ts'
import { longestPeriod, periods } from './words.ts'

interface Props {
  search: DashboardSearch
  days: Days
  onChange: ChangeFilter
}

export function PeriodField({ search, days, onChange }: Props) {
  const { t } = useText()
  return (
    <SelectField
      label={t('dashboard.filter.period')}
      value={search.period ?? '30d'}
      onChange={(event) => {
        const period = oneOf(event.target.value, periods)
        const own = period === 'custom' ? days : { from: undefined, to: undefined }
        onChange({ period: period === '30d' ? undefined : period, ...own })
      }}
    >
      {periods.map((period) => (
        <option key={period} value={period}>
          {t(`dashboard.filter.period_${period}`)}
        </option>
      ))}
    </SelectField>
  )
}

/** First and last day of an own period, as they were typed. An emptied field keeps the day it had. */
export function DayFields({ search, days, onChange }: Props) {
  const { t } = useText()
  const typed = { from: search.from ?? days.from, to: search.to ?? days.to }
  const isCut = Math.abs(daysOf(typed)) > longestPeriod
  const field = (key: keyof Days) => ({
    label: t(`dashboard.filter.${key}`),
    type: 'date',
    required: true,
    className: 'figures h-9 py-0',
    value: typed[key],
    onChange: (event: { target: { value: string } }) => {
      const day = dayParam(event.target.value)
      if (day) onChange({ [key]: day })
    },
  })
  return (
    <>
      <TextField {...field('from')} />
      <TextField {...field('to')} hint={isCut && t('dashboard.filter.cut', { count: longestPeriod })} />
    </>
  )
}
