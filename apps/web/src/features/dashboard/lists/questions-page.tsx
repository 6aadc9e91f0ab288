import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { trpc } from '../../../lib/api.ts'
import { useText } from '../../../lib/i18n.ts'
import { narrowed } from '../filter/dashboard-filter.ts'
import { useDashboardFilter } from '../filter/use-dashboard-filter.ts'
import { questionKinds } from '../filter/words.ts'
import { daysText } from '../time-text.ts'
import { BucketChip } from './bucket-chip.tsx'
import { ListBody } from './list-body.tsx'
import { ListHead } from './list-head.tsx'
import { QuestionRow } from './question-row.tsx'

const route = getRouteApi('/app/dashboard/questions')

/** The questions behind the figures, by how they ended. */
export function QuestionsPage() {
  const { t, locale } = useText()
  const search = route.useSearch()
  const { days, input, scope, timeZone } = useDashboardFilter()
  const kind = search.kind ?? 'all'
  const shown = { ...input, ...narrowed(days, search) }
  const list = useInfiniteQuery(
    trpc.analytics.questions.infiniteQueryOptions(
      { ...shown, kind, limit: 25 },
      { getNextPageParam: (page) => page.nextCursor },
    ),
  )
  return (
    <>
      <nav aria-label={t('dashboard.lists.kinds')} className="mb-6">
        <ul className="flex flex-wrap gap-1">
          {questionKinds.map((one) => (
            <li key={one}>
              <Link
                to="/dashboard/questions"
                search={{ ...search, kind: one }}
                replace
                aria-current={one === kind ? 'page' : undefined}
                className="block rounded-box px-3 py-1.5 text-ink-soft text-sm hover:bg-sunken hover:text-ink aria-[current=page]:bg-accent-soft aria-[current=page]:font-medium aria-[current=page]:text-accent"
              >
                {t(`dashboard.kinds.${one}`)}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <ListHead
        title={t(`dashboard.kinds.${kind}`)}
        text={`${t(`dashboard.kindsText.${kind}`)} ${daysText(locale, shown)}.`}
        input={shown}
        report={{ report: 'questions', kind }}
      >
        <BucketChip {...search} />
      </ListHead>
      <ListBody
        list={list}
        empty={{ title: t('dashboard.lists.empty'), text: t('dashboard.lists.emptyText') }}
        row={(question) => (
          <QuestionRow key={question.queryId} question={question} timeZone={timeZone} withPerson={scope === 'all'} />
        )}
      />
    </>
  )
}
