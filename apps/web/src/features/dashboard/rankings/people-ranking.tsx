import { Link } from '@tanstack/react-router'
import { useText } from '../../../lib/i18n.ts'
import { given } from '../../../lib/search-params.ts'
import type { FilterInput } from '../filter/dashboard-filter.ts'
import type { DashboardSearch } from '../filter/dashboard-search.ts'
import { rowsAt } from '../rows.ts'
import { useFigureText } from '../use-figure-text.ts'
import { RankingSection } from './ranking-section.tsx'
import { RankingTable } from './ranking-table.tsx'
import { isOf } from './types.ts'

/** Who asks most, for who may read everybody's figures. */
export function PeopleRanking({ input, filter }: { input: FilterInput; filter: DashboardSearch }) {
  const { t } = useText()
  const text = useFigureText(null)
  return (
    <RankingSection list="people" input={input}>
      {(top, title) => (
        <RankingTable
          caption={title}
          nameHead={t('dashboard.rankings.person')}
          items={top.items.filter(isOf('people'))}
          keyOf={({ userId }) => userId}
          name={({ userId, name }) => (
            <Link
              {...rowsAt(
                { of: 'questions', kind: 'all' },
                { ...filter, person: userId, ...given({ name: name ?? undefined }) },
              )}
              className="underline-offset-2 hover:text-accent hover:underline"
            >
              {name ?? t('dashboard.deletedPerson')}
            </Link>
          )}
          size={({ questions }) => questions}
          columns={[
            {
              key: 'questions',
              head: t('dashboard.rankings.questions'),
              cell: ({ questions }) => text('count', questions),
            },
            {
              key: 'unanswered',
              head: t('dashboard.rankings.unanswered'),
              cell: ({ unanswered }) => text('count', unanswered),
            },
            {
              key: 'lowRated',
              head: t('dashboard.rankings.lowRated'),
              cell: ({ lowRated }) => text('count', lowRated),
              wideOnly: true,
            },
          ]}
        />
      )}
    </RankingSection>
  )
}
