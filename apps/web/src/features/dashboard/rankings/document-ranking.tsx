import { Link } from '@tanstack/react-router'
import { formatNumber } from '../../../lib/format.ts'
import { useText } from '../../../lib/i18n.ts'
import type { FilterInput } from '../filter/dashboard-filter.ts'
import { RankingSection } from './ranking-section.tsx'
import { RankingTable } from './ranking-table.tsx'
import { isOf } from './types.ts'

/** The documents that answers rest on most. */
export function DocumentRanking({ input }: { input: FilterInput }) {
  const { t, locale } = useText()
  return (
    <RankingSection list="documents" input={input}>
      {(top, title) => (
        <RankingTable
          caption={title}
          nameHead={t('dashboard.rankings.document')}
          items={top.items.filter(isOf('documents'))}
          keyOf={({ documentId }) => documentId}
          name={({ documentId, title: name }) =>
            name === null ? (
              <span className="text-ink-faint">{t('dashboard.rankings.hidden')}</span>
            ) : (
              <Link
                to="/documents/$documentId"
                params={{ documentId }}
                search={{}}
                className="underline-offset-2 hover:text-accent hover:underline"
              >
                {name}
              </Link>
            )
          }
          size={({ claims }) => claims}
          columns={[
            { key: 'claims', head: t('dashboard.rankings.claims'), cell: ({ claims }) => formatNumber(locale, claims) },
            {
              key: 'answers',
              head: t('dashboard.rankings.answers'),
              cell: ({ answers }) => formatNumber(locale, answers),
            },
          ]}
        />
      )}
    </RankingSection>
  )
}
