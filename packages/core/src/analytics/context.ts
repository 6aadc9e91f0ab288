import type { Database } from '@sarvanom/db'
import type { Settings } from '../settings/index.ts'
import { currencyOf } from './figures/cost.ts'
import type { Period } from './period.ts'
import type { Reach } from './reach.ts'
import type { AnalyticsScope } from './schema.ts'

export interface AnalyticsContext {
  db: Database
  clock: () => Date
  settings: Pick<Settings, 'get'>
}

/** What every answer says of itself. */
export async function scopeOf(
  { settings }: Pick<AnalyticsContext, 'settings'>,
  { own }: Reach,
  { from, to, timeZone }: Period,
): Promise<AnalyticsScope> {
  const { models } = await settings.get()
  return { scope: own ? 'own' : 'all', from, to, timeZone, currency: currencyOf(models) }
}
