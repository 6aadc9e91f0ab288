import type { Verdict } from '@sarvanom/core/schemas'
import type { ReactNode } from 'react'
import { useText } from '../../lib/i18n.ts'
import type { AnswerState } from './answer-state.ts'
import { VerdictMark } from './verdict-mark.tsx'

const counted = [
  ['supported', 'verdict.countSupported'],
  ['contradicted', 'verdict.countContradicted'],
  ['not_found', 'verdict.countNotFound'],
] as const

function useTally({ claims }: AnswerState) {
  const { t } = useText()
  return counted
    .map(([verdict, key]) => ({ verdict, count: claims.filter((claim) => claim.verdict === verdict).length, key }))
    .filter(({ count }) => count > 0)
    .map(({ verdict, count, key }) => ({ verdict: verdict as Verdict, text: t(key, { count }) }))
}

/** Where the answer comes from and what became of its sentences; while it runs, what is being done. Always one line high. */
export function AnswerHead({ state, children }: { state: AnswerState; children?: ReactNode }) {
  const { t } = useText()
  const tally = useTally(state)
  if (state.phase === 'running')
    return (
      <div className="flex min-h-8 flex-wrap items-center gap-x-4 gap-y-1">
        <Doing state={state} />
        {children}
      </div>
    )
  const origin =
    state.kind === 'generated'
      ? state.model
        ? t('answer.generatedBy', { model: state.model })
        : t('answer.generated')
      : state.kind === 'extractive'
        ? t('answer.extractive')
        : null
  if (!origin && tally.length === 0) return null
  return (
    <div className="flex min-h-8 flex-wrap items-center gap-x-4 gap-y-1 text-ink-faint text-sm">
      {origin && <span>{origin}</span>}
      {state.kind !== 'none' && tally.length > 0 && (
        <span className="flex flex-wrap gap-x-3">
          {tally.map(({ verdict, text }) => (
            <span key={verdict} className="figures inline-flex items-center gap-1.5 text-ink-soft">
              <VerdictMark verdict={verdict} size={14} />
              {text}
            </span>
          ))}
        </span>
      )}
    </div>
  )
}

function Doing({ state }: { state: AnswerState }) {
  const { t, language } = useText()
  const { run, connected } = state.watched
  const told = language === 'en' && run.message ? run.message.charAt(0).toUpperCase() + run.message.slice(1) : ''
  const text = !connected
    ? t('progress.reconnecting')
    : told || (run.stage ? t(`progress.${run.stage}`) : t('progress.waiting'))
  const found = run.hits.length > 0 ? t('progress.found', { count: run.hits.length }) : ''
  return (
    <div className="flex min-h-6 items-center gap-2.5 text-ink-soft text-sm">
      <span aria-hidden className="size-2 shrink-0 animate-breathe rounded-full bg-accent" />
      <span className="truncate">{text}</span>
      {found && connected && <span className="figures shrink-0 text-ink-faint">{found}</span>}
    </div>
  )
}

/** What a screen reader hears: each stage once, and the outcome; not every word. */
export function AnswerAnnouncement({ state }: { state: AnswerState }) {
  const { t } = useText()
  const tally = useTally(state)
  const { run } = state.watched
  const text =
    state.phase === 'running'
      ? run.stage && t(`progress.${run.stage}`)
      : run.seq === 0
        ? null
        : state.kind === 'none'
          ? t('answer.none')
          : state.phase === 'done'
            ? t('progress.doneAnnounce', {
                count: state.claims.length,
                summary: tally.map((one) => one.text).join(', '),
              })
            : state.phase === 'cancelled'
              ? t('answer.cancelled')
              : t('answer.failed')
  return (
    <p role="status" className="sr-only">
      {text}
    </p>
  )
}
