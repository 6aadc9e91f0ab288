import { useState } from 'react'
import { Skeleton } from '../../components/ui/states.tsx'
import { cx } from '../../lib/cx.ts'
import { formatShare } from '../../lib/format.ts'
import { useText } from '../../lib/i18n.ts'
import { useAnswer } from './answer-state.ts'
import { passagesOf } from './evidence-model.ts'
import { PassageCard } from './passage-card.tsx'
import type { LiveClaim, RunState } from './run/reduce-run.ts'
import type { Pointed, ThreadQuery } from './types.ts'
import { VerdictMark } from './verdict-mark.tsx'

const tone = { supported: 'bg-supported', contradicted: 'bg-contradicted', not_found: 'bg-unfound' }

/** Why a sentence is marked as it is, and how sure that is. */
function Why({ claim, onClear }: { claim: LiveClaim; onClear: (() => void) | null }) {
  const { t, locale } = useText()
  const verdict = claim.verdict
  return (
    <section
      aria-label={t('evidence.why')}
      className="sticky top-3 z-10 mb-4 rounded-box bg-sunken px-4 py-3 outline-12 outline-paper"
    >
      <p className="flex items-center gap-2 font-semibold">
        <VerdictMark verdict={verdict} size={16} />
        {t(`verdict.${verdict ?? 'pending'}`)}
        {onClear && (
          <button type="button" onClick={onClear} className="ml-auto font-medium text-accent text-sm hover:underline">
            {t('evidence.all')}
          </button>
        )}
      </p>
      <p className="mt-1.5 line-clamp-2 font-serif text-[15px] text-ink-soft leading-[22px]">{claim.text}</p>
      {verdict && <p className="mt-1.5 text-ink-soft text-sm">{claim.reason || t(`verdict.${verdict}Text`)}</p>}
      {verdict && claim.confidence !== null && (
        <p className="mt-2 flex items-center gap-3 text-ink-faint text-xs">
          <span aria-hidden className="h-1 w-24 overflow-hidden rounded-full bg-line">
            <span
              className={cx('block h-full rounded-full', tone[verdict])}
              style={{ width: `${claim.confidence * 100}%` }}
            />
          </span>
          <span className="figures">{t('verdict.confidence', { share: formatShare(locale, claim.confidence) })}</span>
        </p>
      )}
      {verdict && claim.citations.length === 0 && (
        <p className="mt-1.5 text-ink-faint text-sm">{t('evidence.noSource')}</p>
      )}
    </section>
  )
}

/** What the plan searches for: the question itself, or its parts. */
function LookingFor({ queries }: { queries: string[] }) {
  const { t } = useText()
  if (queries.length === 0) return <p className="text-ink-faint text-sm">{t('evidence.waiting')}</p>
  return (
    <div className="text-ink-faint text-sm">
      <p>{t('progress.lookingFor')}</p>
      <ul className="mt-1 grid gap-1">
        {queries.map((query) => (
          <li key={query} className="truncate font-serif text-[15px] text-ink-soft">
            {query}
          </li>
        ))}
      </ul>
    </div>
  )
}

/** Lanes that did not take part, so that nobody takes silence for absence. */
function LaneNotes({ lanes }: { lanes: RunState['lanes'] }) {
  const { t } = useText()
  const notes = Object.entries(lanes).flatMap(([lane, { status }]) => {
    if (status === 'failed') return [t(`evidence.laneFailed_${lane as keyof RunState['lanes']}`)]
    return status === 'off' && lane === 'web' ? [t('evidence.laneOff_web')] : []
  })
  if (notes.length === 0) return null
  return <p className="mt-4 text-ink-faint text-sm">{notes.join(' ')}</p>
}

/** What the answer of one question rests on; with a claim pointed at, what that sentence rests on. */
export function Evidence({
  query,
  pointed,
  onlyPointed = false,
  onClear,
}: {
  query: ThreadQuery
  pointed: Pointed | null
  /** Leave out the passages that the sentence pointed at does not cite: there is no room for them. */
  onlyPointed?: boolean
  onClear: (() => void) | null
}) {
  const { t } = useText()
  const [showOthers, setShowOthers] = useState(false)
  const state = useAnswer(query, true)
  const { hits, lanes } = state.watched.run
  const { cited, others } = passagesOf(state.claims, hits)
  const claim = pointed ? state.claims.find(({ n }) => n === pointed.claim) : undefined
  const claimSources = new Set(claim?.citations.map(({ n }) => n))
  const active = (n: number | null) =>
    n !== null && (pointed?.source === undefined ? claimSources.has(n) : pointed.source === n)
  const first = cited.find(({ n }) => active(n))?.n ?? null
  const shown = onlyPointed && claim ? cited.filter(({ n }) => n !== null && claimSources.has(n)) : cited
  const link = { thread: query.threadId, query: query.id }
  const searching = state.phase === 'running' && cited.length === 0
  const listOthers = searching || (showOthers && shown === cited) || cited.length === 0

  // Shown whole or not at all: a passage that first is a quote and then grows would push the others away.
  const loading = state.watched.run.seq === 0 && !state.watched.refused && state.kind !== 'none'
  if (loading || (cited.length === 0 && others.length === 0))
    return loading || state.phase === 'running' ? (
      <div className="grid gap-3">
        {state.phase === 'running' && <LookingFor queries={state.watched.run.queries} />}
        <Skeleton className="h-32" />
        <Skeleton className="h-32" />
      </div>
    ) : (
      <>
        {claim && <Why claim={claim} onClear={onClear} />}
        <p className="text-ink-faint">{t('evidence.nothing')}</p>
        <LaneNotes lanes={lanes} />
      </>
    )
  return (
    <>
      {claim && <Why claim={claim} onClear={onClear} />}
      {cited.length > 0 && (
        <ol aria-label={t('evidence.cited')} className="grid gap-3">
          {shown.map((passage) => (
            <PassageCard
              key={passage.n}
              passage={passage}
              claim={claim?.n ?? null}
              active={claim !== undefined && active(passage.n)}
              leads={claim !== undefined && passage.n !== null && passage.n === first}
              link={link}
            />
          ))}
        </ol>
      )}
      {others.length > 0 && !searching && cited.length > 0 && shown === cited && (
        <button
          type="button"
          aria-expanded={showOthers}
          onClick={() => setShowOthers(!showOthers)}
          className="mt-3 w-full rounded-box py-2 text-left font-medium text-ink-faint text-sm hover:text-ink"
        >
          {t('evidence.alsoRead', { count: others.length })}
        </button>
      )}
      {listOthers && others.length > 0 && (
        <ul className="grid gap-3">
          {others.map((passage) => (
            <PassageCard
              key={passage.chunkId}
              passage={passage}
              claim={null}
              active={false}
              leads={false}
              link={link}
            />
          ))}
        </ul>
      )}
      {state.phase !== 'running' && <LaneNotes lanes={lanes} />}
    </>
  )
}
