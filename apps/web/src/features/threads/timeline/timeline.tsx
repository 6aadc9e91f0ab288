import { useQuery } from '@tanstack/react-query'
import { ChevronRight } from 'lucide-react'
import { useId, useState } from 'react'
import { CopyButton } from '../../../components/ui/copy-button.tsx'
import { ErrorNote, Skeleton } from '../../../components/ui/states.tsx'
import { trpc } from '../../../lib/api.ts'
import { cx } from '../../../lib/cx.ts'
import { useText } from '../../../lib/i18n.ts'
import type { ThreadQuery } from '../types.ts'
import { TimelineFacts } from './timeline-facts.tsx'
import { TimelineTable } from './timeline-table.tsx'
import { Waterfall } from './waterfall.tsx'

/** How an answer came about, step by step; asked for when it is opened. */
export function AnswerTimeline({ query }: { query: ThreadQuery }) {
  const { t } = useText()
  const id = useId()
  const [isOpen, setOpen] = useState(false)
  return (
    <section>
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
        className="-ml-1 inline-flex min-h-8 items-center gap-1 rounded-[6px] pr-2 text-ink-soft text-sm hover:text-ink"
      >
        <ChevronRight
          size={16}
          aria-hidden
          className={cx('transition-transform duration-100', isOpen && 'rotate-90')}
        />
        {t('timeline.title')}
      </button>
      <div id={id} hidden={!isOpen} className="mt-2">
        {isOpen && <Opened query={query} />}
      </div>
    </section>
  )
}

function Opened({ query }: { query: ThreadQuery }) {
  const { t } = useText()
  const last = query.runs.at(-1)?.id
  const [chosen, setChosen] = useState<string | undefined>(undefined)
  const runId = chosen ?? last
  const options = trpc.queries.timeline.queryOptions({ id: query.id, ...(runId !== undefined && { runId }) })
  const timeline = useQuery(options)
  if (timeline.error) return <ErrorNote error={timeline.error} onRetry={() => void timeline.refetch()} />
  if (!timeline.data)
    return (
      <div role="status" className="grid gap-3 py-2">
        <span className="sr-only">{t('common.loading')}</span>
        {['w-full', 'w-[80%]', 'w-[90%]', 'w-[60%]'].map((width) => (
          <Skeleton key={width} className={`h-4 ${width}`} />
        ))}
      </div>
    )
  const { attempts, spans, traceId } = timeline.data
  return (
    <div className="grid gap-4 border-line border-l-2 pl-4">
      {attempts.length > 1 && (
        <fieldset className="flex flex-wrap gap-1">
          <legend className="sr-only">{t('timeline.attempts')}</legend>
          {attempts.map((one) => (
            <button
              key={one.runId}
              type="button"
              aria-pressed={one.runId === timeline.data.runId}
              onClick={() => setChosen(one.runId)}
              className="figures min-h-8 rounded-[6px] border border-line px-3 text-ink-soft text-sm hover:border-line-strong aria-pressed:border-accent aria-pressed:text-accent"
            >
              {t('timeline.attempt', { n: one.attempt })}
            </button>
          ))}
        </fieldset>
      )}
      <TimelineFacts timeline={timeline.data} />
      {traceId !== null && (
        <p className="flex flex-wrap items-center gap-x-2 text-ink-faint text-xs">
          {t('timeline.trace')}
          <span className="min-w-0 break-all font-mono">{traceId}</span>
          <CopyButton text={traceId} label={t('timeline.copyTrace')} size="sm" variant="quiet" />
        </p>
      )}
      {spans.length > 0 && (
        <>
          <Waterfall timeline={timeline.data} />
          <TimelineTable timeline={timeline.data} />
        </>
      )}
    </div>
  )
}
