import { ErrorNote, SkeletonRows } from '../../../components/ui/states.tsx'
import { isPassing } from '../../../lib/errors.ts'
import { useText } from '../../../lib/i18n.ts'
import { Part } from '../part.tsx'
import { CheckList } from './check-list.tsx'
import { IndexSection } from './index-section.tsx'
import { JobsSection } from './jobs-section.tsx'
import { RunsSection, ServersSection } from './server-sections.tsx'
import { SlowestSection } from './slowest-section.tsx'
import { ReadingTime, StatusHeadline } from './status-headline.tsx'
import { StorageSection } from './storage-section.tsx'
import { headlineOf } from './summary.ts'
import type { SystemStatus } from './types.ts'
import { useProbe, useStatus } from './use-status.ts'
import { VersionsSection } from './versions-section.tsx'

/** How the installation is, read anew while the page is looked at. */
export function StatusPage() {
  const { t } = useText()
  const status = useStatus()
  // A refusal is an answer; only silence is looked into.
  const silent = status.error !== null && isPassing(status.error)
  const probe = useProbe(silent)
  return (
    <Part title={t('status.title')} lead={t('status.lead')}>
      {status.isPending ? (
        <SkeletonRows count={8} className="h-14" />
      ) : (
        <>
          {silent && !probe.isPending && <StatusHeadline headline={probe.data ?? null} unread />}
          {status.error && !silent && <ErrorNote error={status.error} onRetry={() => void status.refetch()} />}
          {status.error && silent && !status.data && (
            <ErrorNote error={status.error} onRetry={() => void status.refetch()} className="mt-4" />
          )}
          {status.data && <Reading status={status.data} isOld={status.error !== null} />}
        </>
      )}
    </Part>
  )
}

function Reading({ status, isOld }: { status: SystemStatus; isOld: boolean }) {
  return (
    <>
      {!isOld && <StatusHeadline headline={headlineOf(status.status, status.checks)} />}
      <ReadingTime at={status.at} isOld={isOld} />
      <div className="mt-8 mb-10">
        <CheckList checks={status.checks} history={status.history} />
      </div>
      <StorageSection storage={status.storage} />
      <IndexSection status={status} />
      <JobsSection jobs={status.jobs} at={status.at} />
      <RunsSection runs={status.runs} at={status.at} />
      <SlowestSection />
      <ServersSection {...status} />
      <VersionsSection versions={status.versions} migrations={status.migrations} />
    </>
  )
}
