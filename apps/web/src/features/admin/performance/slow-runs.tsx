import { useQuery } from '@tanstack/react-query'
import { CopyButton } from '../../../components/ui/copy-button.tsx'
import { EmptyState, ErrorNote, SkeletonRows } from '../../../components/ui/states.tsx'
import { trpc } from '../../../lib/api.ts'
import { formatMilliseconds, formatNumber, formatStamp } from '../../../lib/format.ts'
import { useText } from '../../../lib/i18n.ts'
import type { SlowRun } from '../types.ts'
import { Disclosure } from './disclosure.tsx'
import { type Period, periodStart, periods } from './performance-search.ts'
import { Pick, Section } from './section.tsx'
import { StageBar, StageLegend, StageTable } from './stages.tsx'

/** The answers that took longest, with where their time went. Nothing tells what was asked, or by whom. */
export function SlowRuns({ period, onPeriod }: { period: Period; onPeriod: (period: Period) => void }) {
  const { t } = useText()
  const runs = useQuery(trpc.system.performance.runs.queryOptions({ from: periodStart(period, Date.now()) }))
  const items = runs.data?.items ?? []
  const longest = Math.max(1, ...items.map(({ totalMs }) => totalMs))
  return (
    <Section
      title={t('performance.runs_title')}
      text={t('performance.runs_text')}
      choices={
        <Pick
          label={t('performance.period')}
          value={period}
          options={periods.map((one) => [one, t(`performance.period_${one}`)] as const)}
          onChange={onPeriod}
        />
      }
    >
      {runs.isPending ? (
        <SkeletonRows count={5} className="h-12" />
      ) : runs.error ? (
        <ErrorNote error={runs.error} onRetry={() => void runs.refetch()} />
      ) : items.length === 0 ? (
        <EmptyState title={t('performance.runs_empty')} text={t('performance.runs_emptyText')} />
      ) : (
        <>
          <StageLegend />
          <ol className="border-line border-y">
            {items.map((run) => (
              <Row key={run.runId} run={run} longestMs={longest} />
            ))}
          </ol>
        </>
      )}
    </Section>
  )
}

const modeKey = { quick: 'ask.modeQuick', standard: 'ask.modeStandard', research: 'ask.modeResearch' } as const

function Row({ run, longestMs }: { run: SlowRun; longestMs: number }) {
  const { t, locale } = useText()
  const total = formatMilliseconds(locale, run.totalMs)
  const when = formatStamp(locale, run.completedAt)
  const mode = t(modeKey[run.mode])
  return (
    <Disclosure
      summary={
        <span className="grid grid-cols-[1fr_auto] items-center gap-x-4 gap-y-1.5 md:grid-cols-[4.5rem_minmax(0,1fr)_18rem]">
          <span className="figures font-medium text-ink">{total}</span>
          <span className="order-last col-span-2 md:order-none md:col-span-1">
            <StageBar run={run} longestMs={longestMs} />
          </span>
          <span className="figures text-right text-ink-soft text-sm">
            {mode} · {when}
          </span>
        </span>
      }
    >
      <div className="grid gap-4">
        <StageTable run={run} />
        <p className="figures flex flex-wrap gap-x-4 gap-y-1 text-ink-soft text-sm">
          <span>{t('performance.searches', { count: run.searches })}</span>
          <span>{t('performance.claims', { count: run.claims })}</span>
          {run.modelCalls > 0 && (
            <span>
              {t('performance.modelCalls', { count: run.modelCalls })},{' '}
              {t('timeline.tokensText', {
                input: formatNumber(locale, run.inputTokens),
                output: formatNumber(locale, run.outputTokens),
              })}
            </span>
          )}
          {run.model?.firstMs != null && (
            <span>{t('timeline.firstToken', { time: formatMilliseconds(locale, run.model.firstMs) })}</span>
          )}
          {run.takeovers > 0 && <span>{t('performance.takeovers', { count: run.takeovers })}</span>}
        </p>
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-ink-faint text-sm">
          <span className="min-w-0 break-all font-mono text-xs">{run.runId}</span>
          <CopyButton text={run.runId} label={t('performance.copyRun')} size="sm" variant="quiet" />
        </p>
      </div>
    </Disclosure>
  )
}
