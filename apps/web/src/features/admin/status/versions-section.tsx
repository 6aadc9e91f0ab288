import { formatStamp } from '../../../lib/format.ts'
import { useText } from '../../../lib/i18n.ts'
import { StateMark } from './state-mark.tsx'
import { Facts, StatusSection } from './status-section.tsx'
import type { SystemStatus } from './types.ts'

const marks = { applied: 'ok', pending: 'none', failed: 'failed', unknown: 'degraded' } as const

/** What runs in which version, and what the database has been brought to. */
export function VersionsSection({ versions, migrations }: Pick<SystemStatus, 'versions' | 'migrations'>) {
  const { t, locale } = useText()
  const others = migrations.filter(({ state }) => state !== 'applied').length
  return (
    <StatusSection title={t('status.versions')} text={t('status.versionsText')}>
      <Facts
        facts={[
          ['SarvanOM', versions.product],
          ['Node.js', versions.node.replace(/^v/, '')],
          ['PostgreSQL', versions.postgres],
          ['LanceDB', versions.lancedb ?? t('status.notMeasured')],
          [t('status.layout'), versions.index ? String(versions.index.layout) : t('status.notMeasured')],
          [
            t('status.migrations'),
            others === 0
              ? t('status.allApplied', { count: migrations.length })
              : t('status.notApplied', { count: others }),
          ],
        ]}
      />
      <ul className="divide-y divide-line border-line border-y" aria-label={t('status.migrations')}>
        {migrations.map(({ name, state, appliedAt }) => (
          <li key={name} className="figures flex flex-wrap items-center gap-x-4 gap-y-0.5 py-1.5 text-sm">
            <StateMark state={marks[state]} size={14} />
            <span className="min-w-0 flex-1 basis-56 break-all">{name}</span>
            <span className="text-ink-faint">
              {t(`status.migration_${state}`)}
              {appliedAt && <time dateTime={appliedAt}> {formatStamp(locale, appliedAt)}</time>}
            </span>
          </li>
        ))}
      </ul>
    </StatusSection>
  )
}
