import { cx } from '../../lib/cx.ts'
import { useText } from '../../lib/i18n.ts'
import type { LiveClaim } from './run/reduce-run.ts'
import { VerdictMark } from './verdict-mark.tsx'

interface Props {
  id: string
  claim: LiveClaim
  active: boolean
  activeSource: number | undefined
  onPoint: (source?: number) => void
  onLeave: () => void
  onSelect: (source?: number) => void
}

/** One sentence with its verdict before it and its citation numbers after it. */
export function ClaimRow({ id, claim, active, activeSource, onPoint, onLeave, onSelect }: Props) {
  const { t } = useText()
  const word = t(`verdict.${claim.verdict ?? 'pending'}`)
  const numbers = [...new Map(claim.citations.map((citation) => [citation.n, citation])).values()]
  const doubtful = claim.verdict === 'contradicted' || claim.verdict === 'not_found'
  if (claim.withheld)
    return (
      <li className="grid grid-cols-[28px_minmax(0,1fr)] py-1.5 text-ink-faint">
        <span aria-hidden>–</span>
        <p>{t('answer.withheld')}</p>
      </li>
    )
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: for a mouse the whole sentence does what its first button does by key
    <li
      id={id}
      onClick={() => onSelect()}
      onMouseEnter={() => onPoint()}
      onMouseLeave={onLeave}
      onFocus={() => onPoint()}
      onBlur={onLeave}
      className={cx(
        '-mx-3 grid grid-cols-[28px_minmax(0,1fr)] rounded-box px-3 py-1.5 transition-colors duration-100',
        active && 'bg-accent-soft/70',
      )}
    >
      <button
        type="button"
        aria-label={t('verdict.showEvidence', { verdict: word, n: claim.n })}
        title={word}
        className="mt-[3px] -ml-0.5 grid size-[22px] place-items-center rounded-full"
      >
        <VerdictMark verdict={claim.verdict} />
      </button>
      <p className="reading">
        {claim.text}
        {numbers.map((citation) => (
          <button
            key={citation.n}
            type="button"
            onClick={(event) => {
              event.stopPropagation()
              onSelect(citation.n)
            }}
            onMouseEnter={() => onPoint(citation.n)}
            onMouseLeave={() => onPoint()}
            onFocus={(event) => {
              event.stopPropagation()
              onPoint(citation.n)
            }}
            aria-label={
              citation.page === null
                ? t('answer.source', { n: citation.n, title: citation.title })
                : t('answer.sourcePage', { n: citation.n, title: citation.title, page: citation.page })
            }
            title={citation.title}
            className={cx(
              'figures ml-1 inline-grid h-[18px] min-w-[18px] -translate-y-[3px] place-items-center rounded-[5px] px-1 font-sans font-semibold text-[11px] leading-none transition-colors duration-100',
              active && activeSource === citation.n
                ? 'bg-accent text-on-accent'
                : 'bg-accent-soft text-accent hover:bg-accent hover:text-on-accent',
            )}
          >
            {citation.n}
          </button>
        ))}
        {doubtful && (
          <span
            className={cx(
              'ml-2 whitespace-nowrap font-medium font-sans text-sm',
              claim.verdict === 'contradicted' ? 'text-contradicted' : 'text-unfound',
            )}
          >
            {word}
          </span>
        )}
      </p>
    </li>
  )
}
