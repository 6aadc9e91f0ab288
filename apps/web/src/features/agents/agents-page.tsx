import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Bot, ChevronRight, Plus } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../components/ui/button.tsx'
import { Page } from '../../components/ui/page.tsx'
import { EmptyState, ErrorNote, ListEnd, SkeletonRows } from '../../components/ui/states.tsx'
import { trpc } from '../../lib/api.ts'
import { useText } from '../../lib/i18n.ts'
import { AgentForm } from './agent-form.tsx'
import { BuiltInList } from './built-in-list.tsx'
import { useScopeText } from './use-scope-text.ts'

export function AgentsPage() {
  const { t } = useText()
  const [creating, setCreating] = useState(false)
  const scopeText = useScopeText()
  const list = useInfiniteQuery(
    trpc.agents.list.infiniteQueryOptions({ limit: 50 }, { getNextPageParam: (page) => page.nextCursor }),
  )
  const agents = list.data?.pages.flatMap((page) => page.items) ?? []
  const create = (
    <Button variant="primary" onClick={() => setCreating(true)}>
      <Plus size={16} aria-hidden />
      {t('agents.new')}
    </Button>
  )
  return (
    <Page title={t('agents.title')} lead={t('agents.lead')} actions={agents.length > 0 && create}>
      {list.isPending ? (
        <SkeletonRows count={6} className="h-[68px]" />
      ) : list.error ? (
        <ErrorNote error={list.error} onRetry={() => void list.refetch()} />
      ) : (
        <>
          {agents.length === 0 ? (
            <div className="rounded-box border border-line-strong border-dashed">
              <EmptyState title={t('agents.empty')} text={t('agents.emptyText')}>
                {create}
              </EmptyState>
            </div>
          ) : (
            <section aria-label={t('agents.saved')}>
              <ul className="divide-y divide-line border-line border-y">
                {agents.map((agent) => (
                  <li key={agent.id}>
                    <Link
                      to="/agents/$agentId"
                      params={{ agentId: agent.id }}
                      className="row group flex items-center gap-4 rounded-box py-3.5"
                    >
                      <Bot size={20} aria-hidden className="shrink-0 text-ink-faint group-hover:text-accent" />
                      <span className="min-w-0 flex-1">
                        <span className="block truncate font-semibold">{agent.name}</span>
                        <span className="block truncate text-ink-faint text-sm">
                          {agent.description || scopeText(agent)}
                        </span>
                      </span>
                      <ChevronRight size={16} aria-hidden className="shrink-0 text-ink-faint" />
                    </Link>
                  </li>
                ))}
              </ul>
              <ListEnd
                hasMore={list.hasNextPage}
                loading={list.isFetchingNextPage}
                onMore={() => void list.fetchNextPage()}
                count={agents.length}
              />
            </section>
          )}
          <BuiltInList agents={list.data.pages[0]?.builtIn ?? []} />
        </>
      )}
      {creating && <AgentForm agent={null} onClose={() => setCreating(false)} />}
    </Page>
  )
}
