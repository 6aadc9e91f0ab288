import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { RotateCw, Square } from 'lucide-react'
import { useEffect } from 'react'
import { Button, buttonClass } from '../../components/ui/button.tsx'
import { FailureIds, Skeleton } from '../../components/ui/states.tsx'
import { queryClient, trpc } from '../../lib/api.ts'
import { failureOf, failureText } from '../../lib/errors.ts'
import { formatAgo, formatDateTime } from '../../lib/format.ts'
import { useText } from '../../lib/i18n.ts'
import { say } from '../../lib/toast.ts'
import { useAsk } from '../ask/use-ask.ts'
import { AnswerActions, useRerun } from './answer-actions.tsx'
import { AnswerAnnouncement, AnswerHead } from './answer-head.tsx'
import { type AnswerState, isOpen, useAnswer } from './answer-state.ts'
import { ClaimRow } from './claim-row.tsx'
import { shownDraft } from './run/claim-text.ts'
import { AnswerTimeline } from './timeline/timeline.tsx'
import type { Pointed, ThreadQuery } from './types.ts'

interface Props {
  query: ThreadQuery
  /** The question whose evidence is shown. */
  current: boolean
  alone: boolean
  pointed: Pointed | null
  onPoint: (pointed: Pointed | null) => void
  onSelect: (pointed: Pointed) => void
}

/** One question with its answer. */
export function QueryBlock({ query, current, alone, pointed, onPoint, onSelect }: Props) {
  const { t, locale } = useText()
  const state = useAnswer(query, current)
  const over = state.watched.run.phase === 'done' || state.watched.run.phase === 'failed'
  const stale = over && isOpen(query.status)
  useEffect(() => {
    if (stale) void queryClient.invalidateQueries(trpc.threads.pathFilter())
  }, [stale])
  const mine = pointed?.queryId === query.id ? pointed : null
  return (
    <article
      aria-label={query.question.slice(0, 200)}
      className="scroll-mt-6 border-line border-b py-8 last:border-b-0"
      id={query.id}
    >
      <h2 className="max-w-[52ch] whitespace-pre-wrap text-balance font-serif font-semibold text-[22px] text-ink leading-[30px] tracking-[-0.01em]">
        {query.question}
      </h2>
      <p className="mt-1.5 text-ink-faint text-sm">
        <time dateTime={query.createdAt} title={formatDateTime(locale, query.createdAt)}>
          {formatAgo(locale, query.createdAt, Date.now())}
        </time>
        {' · '}
        {t(`ask.mode${query.mode === 'quick' ? 'Quick' : query.mode === 'research' ? 'Research' : 'Standard'}`)}
      </p>
      <div className="mt-5 grid gap-3" aria-busy={state.phase === 'running'}>
        <AnswerHead state={state}>{state.phase === 'running' && <Stop runId={state.runId} />}</AnswerHead>
        <AnswerAnnouncement state={state} />
        <Interrupted state={state} query={query} />
        {state.partial && <p className="text-ink-soft">{t('answer.partial')}</p>}
        {state.phase === 'done' && state.kind === 'none' && <NothingFound query={query} />}
        {state.claims.length > 0 && (
          <ol aria-label={t('answer.claims')} className="grid gap-1">
            {state.claims.map((claim) => (
              <ClaimRow
                key={claim.n}
                id={`${query.id}-${claim.n}`}
                claim={claim}
                active={mine?.claim === claim.n}
                activeSource={mine?.source}
                onPoint={(source) =>
                  onPoint({ queryId: query.id, claim: claim.n, ...(source !== undefined && { source }) })
                }
                onLeave={() => onPoint(null)}
                onSelect={(source) =>
                  onSelect({ queryId: query.id, claim: claim.n, ...(source !== undefined && { source }) })
                }
              />
            ))}
          </ol>
        )}
        <Draft state={state} />
        {state.phase !== 'running' && <AnswerActions query={query} state={state} alone={alone} />}
        {state.phase !== 'running' && query.runs.length > 0 && <AnswerTimeline query={query} />}
      </div>
    </article>
  )
}

/** What the model is writing at this moment, before it becomes a checked sentence. */
function Draft({ state }: { state: AnswerState }) {
  if (state.phase !== 'running') return null
  const text = shownDraft(state.draft)
  if (text.trim() !== '') return <p className="reading pl-7 text-ink-soft">{text}</p>
  if (state.claims.length > 0) return null
  return (
    <div aria-hidden className="grid gap-3 py-2 pl-7">
      <Skeleton className="h-4 w-[92%]" />
      <Skeleton className="h-4 w-[84%]" />
      <Skeleton className="h-4 w-[60%]" />
    </div>
  )
}

function Stop({ runId }: { runId: string | null }) {
  const { t } = useText()
  const cancel = useMutation(
    trpc.search.cancel.mutationOptions({
      onError: (error) => say(failureText(t, failureOf(error)), { tone: 'problem' }),
    }),
  )
  if (!runId) return null
  const stopping = cancel.isPending || cancel.isSuccess
  return (
    <Button size="sm" busy={stopping} onClick={() => cancel.mutate({ runId })}>
      <Square size={12} aria-hidden className="fill-current" />
      {stopping ? t('answer.stopping') : t('answer.stop')}
    </Button>
  )
}

function Interrupted({ state, query }: { state: AnswerState; query: ThreadQuery }) {
  const { t } = useText()
  const rerun = useRerun(query)
  const refused = state.watched.refused
  if (state.phase !== 'failed' && state.phase !== 'cancelled' && !refused) return null
  const text = state.phase === 'cancelled' ? t('answer.cancelled') : t('answer.failed')
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-box border border-line bg-raised px-4 py-3">
      <div className="min-w-0 flex-1">
        <p className="font-medium">{text}</p>
        <p className="text-ink-soft text-sm">
          {[refused ? t('errors.gone') : state.failure?.message, state.claims.length > 0 && t('answer.interrupted')]
            .filter(Boolean)
            .join(' ')}
        </p>
        {state.phase === 'failed' && <FailureIds failure={{ requestId: null, traceId: state.traceId }} />}
      </div>
      <Button size="sm" busy={rerun.isPending} onClick={() => rerun.mutate({ id: query.id })}>
        <RotateCw size={14} aria-hidden />
        {t('answer.rerun')}
      </Button>
    </div>
  )
}

/** No answer rather than an invented one, and what may help. */
function NothingFound({ query }: { query: ThreadQuery }) {
  const { t } = useText()
  const { ask, asking } = useAsk()
  const again = (mode: ThreadQuery['mode'], collectionIds: string[]) =>
    void ask({ question: query.question, mode, collectionIds, threadId: query.threadId })
  return (
    <div className="rounded-box border border-line bg-raised px-5 py-4">
      <p className="font-semibold">{t('answer.none')}</p>
      <p className="mt-1 max-w-[60ch] text-ink-soft">{t('answer.noneText')}</p>
      <div className="mt-4 flex flex-wrap gap-2">
        {query.collectionIds !== null && (
          <Button size="sm" disabled={asking} onClick={() => again(query.mode, [])}>
            {t('answer.noneWiden')}
          </Button>
        )}
        {query.mode !== 'research' && (
          <Button size="sm" disabled={asking} onClick={() => again('research', query.collectionIds ?? [])}>
            {t('answer.noneResearch')}
          </Button>
        )}
        <Link to="/library" className={buttonClass({ size: 'sm' })}>
          {t('answer.noneAdd')}
        </Link>
      </div>
    </div>
  )
}
