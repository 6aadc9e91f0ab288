import { formatAgo, formatBytes, formatDuration, formatNumber, formatStamp } from '../../../lib/format.ts'
import { useText } from '../../../lib/i18n.ts'
import { Tag } from '../part.tsx'
import { Facts, StatusSection } from './status-section.tsx'
import type { SystemStatus } from './types.ts'

export function RunsSection({ runs, at }: { runs: SystemStatus['runs']; at: string }) {
  const { t, locale } = useText()
  const number = (value: number) => formatNumber(locale, value)
  return (
    <StatusSection title={t('status.runs')} text={t('status.runsText')}>
      {runs.pending + runs.running === 0 ? (
        <p className="text-ink-soft">{t('status.noRuns')}</p>
      ) : (
        <Facts
          facts={[
            [t('status.runsRunning'), number(runs.running)],
            [t('status.runsPending'), number(runs.pending)],
            [t('status.oldestRun'), runs.oldestAt ? formatAgo(locale, runs.oldestAt, Date.parse(at)) : ''],
          ]}
        />
      )}
    </StatusSection>
  )
}

export function ServersSection({ servers, memory, uptimeSeconds, at }: SystemStatus) {
  const { t, locale } = useText()
  return (
    <StatusSection title={t('status.servers')} text={t('status.serversText')}>
      <Facts
        facts={[
          [t('status.uptime'), formatDuration(locale, uptimeSeconds)],
          [t('status.memoryServer'), formatBytes(locale, memory.server)],
          [
            t('status.memoryDatabase'),
            memory.database === null ? t('status.notMeasured') : formatBytes(locale, memory.database),
          ],
        ]}
      />
      {servers.length === 0 ? (
        <p className="text-ink-soft">{t('status.noServers')}</p>
      ) : (
        <ul className="divide-y divide-line border-line border-y">
          {servers.map((server) => (
            <li key={server.id} className="py-2.5">
              <p className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
                <span className="break-all font-medium">{server.host}</span>
                <span className="figures text-ink-soft">{server.version}</span>
                {server.isThis && <Tag>{t('status.thisServer')}</Tag>}
              </p>
              <p className="figures flex flex-wrap gap-x-4 text-ink-faint text-sm">
                <time dateTime={server.startedAt}>
                  {t('status.startedAt', { when: formatStamp(locale, server.startedAt) })}
                </time>
                <time dateTime={server.lastSeenAt}>
                  {t('status.lastSeen', { ago: formatAgo(locale, server.lastSeenAt, Date.parse(at)) })}
                </time>
              </p>
            </li>
          ))}
        </ul>
      )}
    </StatusSection>
  )
}
