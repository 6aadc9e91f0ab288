import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../../components/ui/button.tsx'
import { Confirm } from '../../../components/ui/confirm.tsx'
import { queryClient, trpc } from '../../../lib/api.ts'
import { failureOf, failureText } from '../../../lib/errors.ts'
import { formatNumber } from '../../../lib/format.ts'
import { useText } from '../../../lib/i18n.ts'
import { say } from '../../../lib/toast.ts'
import { BuildProgress } from './build-progress.tsx'
import { CancelJob } from './cancel-job.tsx'
import { Facts, StatusSection } from './status-section.tsx'
import type { BuildView, JobView, SystemStatus } from './types.ts'

/** The index that searches use, and the one that is being built, if one is. */
export function IndexSection({ status }: { status: SystemStatus }) {
  const { t, locale } = useText()
  const { index, versions, jobs } = status
  const rebuild = jobs.open.find(({ queue }) => queue === 'index.rebuild')
  const number = (value: number) => formatNumber(locale, value)
  return (
    <StatusSection title={t('status.index')} text={t('status.indexText')}>
      {index ? (
        <Facts
          facts={[
            [t('status.passages'), number(index.rows)],
            [t('status.unindexed'), number(index.unindexedRows)],
            [t('status.indexVersion'), versions.index ? String(versions.index.version) : ''],
          ]}
        />
      ) : (
        <p className="text-ink-soft">{t('status.indexUnreadable')}</p>
      )}
      {index?.build && <Build build={index.build} />}
      {rebuild ? <Rebuild job={rebuild} isBuilding={index?.build?.source === 'database'} /> : <StartRebuild />}
    </StatusSection>
  )
}

function Build({ build }: { build: BuildView }) {
  const { t } = useText()
  const label = t(`status.build_${build.source}`, { version: build.version })
  return (
    <div className="grid max-w-[460px] gap-2">
      <p className="font-medium">{label}</p>
      <BuildProgress label={label} done={build.done} total={build.total} secondsLeft={build.secondsLeft} />
    </div>
  )
}

/** Before it writes chunks, a rebuild waits for its turn and learns from the documents. */
function Rebuild({ job, isBuilding }: { job: JobView; isBuilding: boolean }) {
  const { t } = useText()
  return (
    <div className="flex flex-wrap items-center gap-4">
      {!isBuilding && (
        <p className="text-ink-soft">{t(job.state === 'running' ? 'status.rebuildBegins' : 'status.rebuildWaits')}</p>
      )}
      <CancelJob job={job} />
    </div>
  )
}

function StartRebuild() {
  const { t } = useText()
  const [asking, setAsking] = useState(false)
  const start = useMutation(
    trpc.system.rebuildIndex.mutationOptions({
      onSuccess: async () => {
        setAsking(false)
        say(t('status.rebuildStarted'))
        await queryClient.invalidateQueries(trpc.system.status.queryFilter())
      },
    }),
  )
  return (
    <div>
      <Button onClick={() => setAsking(true)}>{t('status.rebuild')}</Button>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        onConfirm={() => start.mutate()}
        title={t('status.rebuildTitle')}
        text={t('status.rebuildText')}
        action={t('status.rebuild')}
        tone="primary"
        busy={start.isPending}
        error={start.error ? failureText(t, failureOf(start.error)) : null}
      />
    </div>
  )
}
