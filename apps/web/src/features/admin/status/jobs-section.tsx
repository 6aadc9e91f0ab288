import { formatAgo, formatDuration, formatNumber, formatStamp } from '../../../lib/format.ts'
import { useText } from '../../../lib/i18n.ts'
import { BuildProgress } from './build-progress.tsx'
import { CancelJob } from './cancel-job.tsx'
import { StatusSection } from './status-section.tsx'
import type { JobView, SystemStatus } from './types.ts'

const head = 'py-2 pr-4 font-medium text-ink-faint text-sm'

/** What waits in the queues, and what is worked on. */
export function JobsSection({ jobs, at }: { jobs: SystemStatus['jobs']; at: string }) {
  const { t, locale } = useText()
  const busy = jobs.queues.filter(({ waiting, active }) => waiting + active > 0)
  const number = (value: number) => formatNumber(locale, value)
  return (
    <StatusSection title={t('status.jobs')} text={t('status.jobsText')}>
      {busy.length === 0 ? (
        <p className="text-ink-soft">{t('status.noJobs')}</p>
      ) : (
        <table className="figures w-full max-w-[560px] border-collapse">
          <thead>
            <tr className="border-line border-b text-right">
              <th scope="col" className={`${head} text-left`}>
                {t('status.queue')}
              </th>
              <th scope="col" className={head}>
                {t('status.waiting')}
              </th>
              <th scope="col" className={head}>
                {t('status.running')}
              </th>
              <th scope="col" className="py-2 font-medium text-ink-faint text-sm">
                {t('status.oldest')}
              </th>
            </tr>
          </thead>
          <tbody className="divide-y divide-line text-right">
            {busy.map(({ queue, waiting, active, oldestSeconds }) => (
              <tr key={queue}>
                <th scope="row" className="break-all py-1.5 pr-4 text-left font-normal">
                  {queue}
                </th>
                <td className="py-1.5 pr-4">{number(waiting)}</td>
                <td className="py-1.5 pr-4">{number(active)}</td>
                <td className="py-1.5">{oldestSeconds > 0 ? formatDuration(locale, oldestSeconds) : ''}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {jobs.open.length > 0 && (
        <ul className="divide-y divide-line border-line border-y">
          {jobs.open.map((job) => (
            <JobRow key={job.id} job={job} now={Date.parse(at)} />
          ))}
        </ul>
      )}
    </StatusSection>
  )
}

function JobRow({ job, now }: { job: JobView; now: number }) {
  const { t, locale } = useText()
  const since = job.startedAt ?? job.createdAt
  const key = job.state === 'running' ? 'status.jobRunning' : 'status.jobWaiting'
  return (
    <li className="flex flex-wrap items-center gap-x-6 gap-y-2 py-2.5">
      <div className="min-w-0 flex-1 basis-56">
        <p className="break-all font-medium">{job.queue}</p>
        <p className="text-ink-faint text-sm">
          <time dateTime={since} title={formatStamp(locale, since)}>
            {t(key, { ago: formatAgo(locale, since, now) })}
          </time>
          {job.attempt > 1 && <span> · {t('status.attempt', { count: job.attempt })}</span>}
        </p>
      </div>
      {job.progress && (
        <div className="w-full max-w-[240px]">
          <BuildProgress label={job.queue} {...job.progress} />
        </div>
      )}
      {job.cancellable && <CancelJob job={job} />}
    </li>
  )
}
