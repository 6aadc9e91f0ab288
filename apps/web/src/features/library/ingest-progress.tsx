import { useSubscription } from '@trpc/tanstack-react-query'
import { useEffect, useState } from 'react'
import { queryClient, trpc } from '../../lib/api.ts'
import { formatDuration } from '../../lib/format.ts'
import { useText } from '../../lib/i18n.ts'
import { type Counts, documentCount, workingCount } from './counts.ts'

/** How far the reading of a collection's documents is, while there is something to read. */
export function IngestProgress({ collectionId, counts }: { collectionId: string; counts: Counts }) {
  const { t, locale } = useText()
  const [working, setWorking] = useState(workingCount(counts))
  const progress = useSubscription(
    trpc.documents.progress.subscriptionOptions({ collectionId }, { enabled: workingCount(counts) > 0 }),
  )
  const now = progress.data
  const seen = now ? JSON.stringify(now.counts) : ''
  useEffect(() => {
    if (seen === '') return
    void queryClient.invalidateQueries(trpc.documents.list.infiniteQueryFilter({ collectionId }))
    void queryClient.invalidateQueries(trpc.collections.get.queryFilter({ id: collectionId }))
    setWorking(workingCount(JSON.parse(seen) as Counts))
  }, [seen, collectionId])
  if (workingCount(counts) === 0) return null
  const current = now?.counts ?? counts
  const total = documentCount(current)
  const done = total - (now ? working : workingCount(counts))
  return (
    <section aria-label={t('documents.ingesting')} className="mb-6 grid gap-2">
      <p className="figures flex flex-wrap gap-x-4 text-ink-soft text-sm">
        <span className="font-medium text-ink">{t('documents.ingesting')}</span>
        <span>{t('documents.ingestDone', { done, total })}</span>
        {now?.rate != null && now.rate > 0 && <span>{t('documents.rate', { count: Math.ceil(now.rate * 60) })}</span>}
        {now?.secondsLeft != null && (
          <span>{t('documents.left', { time: formatDuration(locale, now.secondsLeft) })}</span>
        )}
      </p>
      <div
        role="progressbar"
        aria-label={t('documents.ingesting')}
        aria-valuenow={done}
        aria-valuemin={0}
        aria-valuemax={total}
        className="h-1 overflow-hidden rounded-full bg-line"
      >
        <div
          className="h-full rounded-full bg-accent transition-[width]"
          style={{ width: `${(done / Math.max(1, total)) * 100}%` }}
        />
      </div>
    </section>
  )
}
