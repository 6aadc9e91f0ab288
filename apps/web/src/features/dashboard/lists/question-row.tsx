import type { AnalyticsQuestion } from '@sarvanom/core/schemas'
import { Link } from '@tanstack/react-router'
import { ThumbsDown, ThumbsUp } from 'lucide-react'
import { cx } from '../../../lib/cx.ts'
import { formatMilliseconds, formatNumber } from '../../../lib/format.ts'
import { useText } from '../../../lib/i18n.ts'
import { VerdictMark } from '../../threads/verdict-mark.tsx'
import { momentText } from '../time-text.ts'

/** How a question ended, in one word. */
function useOutcome({ status, kind }: AnalyticsQuestion) {
  const { t } = useText()
  if (status !== 'completed') return t(`dashboard.lists.status_${status}`)
  return t(kind === 'none' ? 'dashboard.lists.unanswered' : 'dashboard.lists.answered')
}

/** One question behind a figure. It can be opened by who asked; to others it is only counted and read. */
export function QuestionRow({
  question,
  timeZone,
  withPerson,
}: {
  question: AnalyticsQuestion
  timeZone: string
  withPerson: boolean
}) {
  const { t, locale } = useText()
  const outcome = useOutcome(question)
  const { threadId, queryId, user, totalMs, errorCode, comment } = question
  return (
    <li className={cx('py-3', threadId !== null && 'row')}>
      {threadId === null ? (
        <p className="break-words font-medium">{question.question}</p>
      ) : (
        <Link
          to="/threads/$threadId"
          params={{ threadId }}
          search={{ query: queryId }}
          className="break-words font-medium underline-offset-2 hover:text-accent hover:underline"
        >
          {question.question}
        </Link>
      )}
      <p className="figures mt-1 flex flex-wrap gap-x-4 gap-y-1 text-ink-faint text-sm">
        <time dateTime={question.askedAt}>{momentText(locale, timeZone, question.askedAt)}</time>
        {withPerson && <span>{user.name ?? t('dashboard.deletedPerson')}</span>}
        <span>
          {outcome}
          {errorCode && ` (${errorCode})`}
          {totalMs !== null && `, ${formatMilliseconds(locale, totalMs)}`}
        </span>
        <Verdicts verdicts={question.verdicts} />
        {question.rating && <Rating rating={question.rating} />}
      </p>
      {comment && (
        <blockquote className="mt-2 max-w-[70ch] border-line border-l-2 pl-3 text-ink-soft">{comment}</blockquote>
      )}
    </li>
  )
}

function Verdicts({ verdicts }: Pick<AnalyticsQuestion, 'verdicts'>) {
  const { t, locale } = useText()
  return (['supported', 'contradicted', 'not_found'] as const)
    .filter((verdict) => verdicts[verdict] > 0)
    .map((verdict) => (
      <span key={verdict} className="inline-flex items-center gap-1">
        <VerdictMark verdict={verdict} size={14} />
        {formatNumber(locale, verdicts[verdict])}
        <span className="sr-only"> {t(`verdict.${verdict}`)}</span>
      </span>
    ))
}

function Rating({ rating }: { rating: 'up' | 'down' }) {
  const { t } = useText()
  const Icon = rating === 'up' ? ThumbsUp : ThumbsDown
  return (
    <span className="inline-flex items-center gap-1">
      <Icon size={14} aria-hidden />
      {t(rating === 'up' ? 'dashboard.figures.good' : 'dashboard.figures.bad')}
    </span>
  )
}
