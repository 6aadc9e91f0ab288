import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ErrorNote, SkeletonRows } from '../../../components/ui/states.tsx'
import { trpc } from '../../../lib/api.ts'
import { formatMilliseconds, formatStamp } from '../../../lib/format.ts'
import { useText } from '../../../lib/i18n.ts'
import { periodStart } from '../performance/performance-search.ts'
import { StatusSection } from './status-section.tsx'

const shown = 3

interface Item {
  id: string
  ms: number
  text: string
  at: string
  isCode?: true
}

/** The slowest answers of a day and the slowest statements that are kept: a look, and the way to all of them. */
export function SlowestSection() {
  const { t } = useText()
  const runs = useQuery(
    trpc.system.performance.runs.queryOptions({ from: periodStart('day', Date.now()), limit: shown }),
  )
  const statements = useQuery(trpc.system.performance.statements.queryOptions({ limit: shown }))
  const modes = { quick: t('ask.modeQuick'), standard: t('ask.modeStandard'), research: t('ask.modeResearch') }
  return (
    <StatusSection title={t('status.slowest')} text={t('status.slowestText')}>
      {runs.isPending || statements.isPending ? (
        <SkeletonRows count={shown} className="h-8" />
      ) : runs.error || statements.error ? (
        <ErrorNote
          error={runs.error ?? statements.error}
          onRetry={() => void Promise.all([runs.refetch(), statements.refetch()])}
        />
      ) : (
        <>
          <Ranking
            title={t('status.slowestRuns')}
            none={t('status.noSlowRuns')}
            items={runs.data.items.map((run) => ({
              id: run.runId,
              ms: run.totalMs,
              text: modes[run.mode],
              at: run.completedAt,
            }))}
          />
          <Ranking
            title={t('status.slowestStatements')}
            none={t('status.noSlowStatements')}
            items={statements.data.items.map((one) => ({
              id: one.id,
              ms: one.worstMs,
              text: one.text.replace(/\s+/g, ' '),
              at: one.worstAt,
              isCode: true,
            }))}
          />
        </>
      )}
      <p>
        <Link to="/admin/performance" className="text-accent hover:underline">
          {t('status.toPerformance')}
        </Link>
      </p>
    </StatusSection>
  )
}

function Ranking({ title, none, items }: { title: string; none: string; items: Item[] }) {
  const { locale } = useText()
  return (
    <div>
      <h4 className="mb-1 text-ink-faint text-sm">{title}</h4>
      {items.length === 0 ? (
        <p className="text-ink-soft">{none}</p>
      ) : (
        <ol className="divide-y divide-line border-line border-y">
          {items.map(({ id, ms, text, at, isCode }) => (
            <li key={id} className="figures grid grid-cols-[5rem_minmax(0,1fr)_auto] items-baseline gap-x-4 py-1.5">
              <span className="font-medium">{formatMilliseconds(locale, ms)}</span>
              <span className={isCode ? 'truncate font-mono text-sm' : 'truncate'}>{text}</span>
              <time dateTime={at} className="text-ink-faint text-sm max-sm:sr-only">
                {formatStamp(locale, at)}
              </time>
            </li>
          ))}
        </ol>
      )}
    </div>
  )
}
