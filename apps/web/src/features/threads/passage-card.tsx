import { Link } from '@tanstack/react-router'
import { ArrowUpRight, FileText } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { cx } from '../../lib/cx.ts'
import { formatShare } from '../../lib/format.ts'
import { useText } from '../../lib/i18n.ts'
import type { Passage } from './evidence-model.ts'
import { excerpt } from './passage.ts'

/** How many characters of a passage are shown on each side of what is cited. */
const around = 260

/** How a passage was found, in words, with a small bar for how well. */
function Lanes({ lanes }: { lanes: Passage['lanes'] }) {
  const { t, locale } = useText()
  return lanes.map(({ lane, share }) => {
    const name = t(`evidence.lane_${lane}`)
    return (
      <span
        key={lane}
        className="inline-flex items-center gap-1.5"
        title={t('evidence.laneScore', { lane: name, share: formatShare(locale, share) })}
      >
        <span aria-hidden className="flex h-2.5 items-end gap-px">
          {[0.25, 0.5, 0.75].map((step) => (
            <span
              key={step}
              className={cx('w-[3px] rounded-[1px]', share >= step ? 'bg-accent' : 'bg-line-strong/45')}
              style={{ height: `${step * 100 + 25}%` }}
            />
          ))}
        </span>
        {name}
      </span>
    )
  })
}

interface Props {
  passage: Passage
  /** The claim being looked at; its words are marked, those of other claims are not. */
  claim: number | null
  active: boolean
  /** The first of the active ones is brought into view. */
  leads: boolean
  link: { thread: string; query: string }
}

export function PassageCard({ passage, claim, active, leads, link }: Props) {
  const { t } = useText()
  const card = useRef<HTMLLIElement>(null)
  useEffect(() => {
    if (leads) card.current?.scrollIntoView({ block: 'nearest', behavior: 'smooth' })
  }, [leads])
  const own = claim === null ? [] : passage.spans.filter((span) => span.claim === claim)
  const spans = own.length > 0 ? own : passage.spans
  const [target = passage.open] = own.map((span) => {
    const offset = passage.open.start - (passage.spans[0]?.start ?? 0)
    return { start: span.start + offset, end: span.end + offset }
  })
  return (
    <li
      ref={card}
      className={cx(
        'grid scroll-mt-52 scroll-mb-4 gap-2 rounded-box border px-4 py-3.5 transition-colors duration-100',
        active ? 'border-accent bg-raised shadow-low' : 'border-line bg-raised',
      )}
    >
      <div className="flex items-start gap-2.5">
        {passage.n === null ? (
          <FileText size={15} aria-hidden className="mt-0.5 shrink-0 text-ink-faint" />
        ) : (
          <span
            className={cx(
              'figures grid h-5 min-w-5 shrink-0 place-items-center rounded-[5px] px-1 font-semibold text-[11px]',
              active ? 'bg-accent text-on-accent' : 'bg-accent-soft text-accent',
            )}
          >
            {passage.n}
          </span>
        )}
        <h3 className="min-w-0 flex-1 font-medium text-sm leading-5">{passage.title}</h3>
        {passage.page !== null && (
          <span className="figures shrink-0 text-ink-faint text-xs leading-5">
            {t('evidence.page', { page: passage.page })}
          </span>
        )}
      </div>
      <blockquote className="whitespace-pre-line font-serif text-[15px] text-ink-soft leading-6">
        {excerpt(passage.text, spans, around).map((piece, index) =>
          piece.marked ? (
            <mark
              key={index}
              className={
                claim !== null && !active
                  ? 'bg-transparent text-inherit underline decoration-line-strong decoration-dotted underline-offset-4'
                  : 'passage-mark'
              }
            >
              {piece.text}
            </mark>
          ) : (
            piece.text
          ),
        )}
      </blockquote>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-ink-faint text-xs">
        <Lanes lanes={passage.lanes} />
        <Link
          to="/documents/$documentId"
          params={{ documentId: passage.documentId }}
          search={{
            ...target,
            chunk: passage.chunkId,
            ...(passage.page !== null && { page: passage.page }),
            ...link,
            ...(claim !== null && { claim }),
          }}
          aria-label={t('evidence.openAt', { title: passage.title })}
          className="ml-auto inline-flex items-center gap-1 rounded-[4px] py-0.5 font-medium text-accent text-sm hover:underline"
        >
          {t('evidence.open')}
          <ArrowUpRight size={14} aria-hidden />
        </Link>
      </div>
    </li>
  )
}
