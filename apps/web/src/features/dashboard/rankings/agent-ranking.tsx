import { Link } from '@tanstack/react-router'
import { useText } from '../../../lib/i18n.ts'
import type { FilterInput } from '../filter/dashboard-filter.ts'
import type { DashboardSearch } from '../filter/dashboard-search.ts'
import { rowsAt } from '../rows.ts'
import { useFigureText } from '../use-figure-text.ts'
import { RankingSection } from './ranking-section.tsx'
import { RankingTable } from './ranking-table.tsx'
import { isOf } from './types.ts'

const builtIn = ['planner', 'retriever', 'synthesizer', 'fact-checker', 'citer'] as const

/** A step that a newer server has keeps its own name. */
function useAgentText() {
  const { t } = useText()
  return (agent: string): string => {
    const known = builtIn.find((name) => name === agent)
    return known ? t(`agents.${known}`) : agent
  }
}

/** Which step of the answers takes how long, and where runs ended without one. */
export function AgentRanking({ input, filter }: { input: FilterInput; filter: DashboardSearch }) {
  const { t } = useText()
  const text = useFigureText(null)
  const agentText = useAgentText()
  return (
    <RankingSection list="agents" input={input}>
      {(top, title) => (
        <RankingTable
          caption={title}
          nameHead={t('dashboard.rankings.agent')}
          items={top.items.filter(isOf('agents'))}
          keyOf={({ agent }) => agent}
          name={({ agent }) => agentText(agent)}
          size={({ durationMs }) => durationMs.p50 ?? 0}
          columns={[
            {
              key: 'p50',
              head: t('dashboard.rankings.half'),
              cell: (item) => text('milliseconds', item.durationMs.p50),
            },
            {
              key: 'p95',
              head: t('dashboard.rankings.most'),
              cell: (item) => text('milliseconds', item.durationMs.p95),
            },
            {
              key: 'runs',
              head: t('dashboard.rankings.runs'),
              cell: ({ runs }) => text('count', runs),
              wideOnly: true,
            },
            {
              key: 'failed',
              head: t('dashboard.rankings.failed'),
              cell: ({ failed }) =>
                failed === 0 ? (
                  text('count', 0)
                ) : (
                  <Link
                    {...rowsAt({ of: 'questions', kind: 'failed' }, filter)}
                    className="text-accent hover:underline"
                  >
                    {text('count', failed)}
                  </Link>
                ),
            },
          ]}
        />
      )}
    </RankingSection>
  )
}
