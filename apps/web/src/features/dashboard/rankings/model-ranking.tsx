import type { AnalyticsTop } from '@sarvanom/core/schemas'
import { useText } from '../../../lib/i18n.ts'
import type { FilterInput } from '../filter/dashboard-filter.ts'
import { useFigureText } from '../use-figure-text.ts'
import { RankingSection } from './ranking-section.tsx'
import { RankingTable } from './ranking-table.tsx'
import { isOf } from './types.ts'

/** The language models that wrote, by what they read and wrote. */
export const ModelRanking = ({ input }: { input: FilterInput }) => (
  <RankingSection list="models" input={input}>
    {(top, title) => <ModelTable top={top} title={title} />}
  </RankingSection>
)

function ModelTable({ top, title }: { top: AnalyticsTop; title: string }) {
  const { t } = useText()
  const text = useFigureText(top.currency)
  return (
    <RankingTable
      caption={title}
      nameHead={t('dashboard.rankings.model')}
      items={top.items.filter(isOf('models'))}
      keyOf={({ model }) => model}
      name={({ model }) => model}
      size={({ inputTokens, outputTokens }) => inputTokens + outputTokens}
      columns={[
        { key: 'answers', head: t('dashboard.rankings.answers'), cell: ({ answers }) => text('count', answers) },
        {
          key: 'tokens',
          head: t('dashboard.rankings.tokens'),
          cell: ({ inputTokens, outputTokens }) => text('count', inputTokens + outputTokens),
        },
        ...(top.currency === null
          ? []
          : [
              {
                key: 'cost',
                head: t('dashboard.rankings.cost'),
                cell: ({ cost }: { cost: number | null }) => text('cost', cost),
              },
            ]),
      ]}
    />
  )
}
