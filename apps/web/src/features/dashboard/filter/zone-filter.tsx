import { useMemo } from 'react'
import { useText } from '../../../lib/i18n.ts'
import { SearchSelect } from './search-select.tsx'
import type { ChangeFilter } from './use-dashboard-filter.ts'
import { allZones, browserZone, zoneOffset } from './zone.ts'

const inWords = (zone: string) => zone.replaceAll('_', ' ')

/** In which zone days and hours are counted. */
export function ZoneFilter({ timeZone, onChange }: { timeZone: string; onChange: ChangeFilter }) {
  const { t } = useText()
  const options = useMemo(() => {
    const own = browserZone()
    const zones = [...new Set([own, 'UTC', ...allZones()])]
    return zones.map((zone) => ({ value: zone, label: inWords(zone), note: zoneOffset(zone, Date.now()) }))
  }, [])
  return (
    <SearchSelect
      label={t('dashboard.filter.zone')}
      placeholder={t('dashboard.filter.searchZone')}
      shown={inWords(timeZone)}
      value={timeZone}
      options={options}
      onChange={(zone) => onChange({ tz: zone === browserZone() ? undefined : zone })}
    />
  )
}
