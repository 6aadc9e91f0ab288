import { useMutation, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { ArrowLeft, Pencil, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { NotFoundPage } from '../../components/shell/full-page.tsx'
import { Button } from '../../components/ui/button.tsx'
import { Confirm } from '../../components/ui/confirm.tsx'
import { IconButton } from '../../components/ui/icon-button.tsx'
import { Page } from '../../components/ui/page.tsx'
import { ErrorNote, Skeleton } from '../../components/ui/states.tsx'
import { queryClient, trpc } from '../../lib/api.ts'
import { failureOf, failureText } from '../../lib/errors.ts'
import { useText } from '../../lib/i18n.ts'
import { say } from '../../lib/toast.ts'
import { QuestionBox } from '../ask/question-box.tsx'
import { AgentForm } from './agent-form.tsx'
import { AgentRuns } from './agent-runs.tsx'
import type { Agent } from './types.ts'
import { useScopeText } from './use-scope-text.ts'

const route = getRouteApi('/app/agents/$agentId')

export function AgentPage() {
  const { agentId } = route.useParams()
  const agent = useQuery(trpc.agents.get.queryOptions({ id: agentId }))
  if (agent.error && failureOf(agent.error).code === 'NOT_FOUND') return <NotFoundPage />
  if (agent.error)
    return (
      <div className="p-8">
        <ErrorNote error={agent.error} onRetry={() => void agent.refetch()} />
      </div>
    )
  if (agent.isPending)
    return (
      <div className="mx-auto grid w-full max-w-[880px] gap-4 px-4 pt-12 sm:px-8">
        <Skeleton className="h-9 w-72" />
        <Skeleton className="h-24" />
      </div>
    )
  return <AgentView key={agentId} agent={agent.data} />
}

function AgentView({ agent }: { agent: Agent }) {
  const { t } = useText()
  const navigate = useNavigate()
  const scopeText = useScopeText()
  const [dialog, setDialog] = useState<'edit' | 'delete' | null>(null)
  const run = useMutation(trpc.agents.run.mutationOptions())
  const remove = useMutation(
    trpc.agents.delete.mutationOptions({
      onSuccess: async () => {
        say(t('agents.deleted'))
        await navigate({ to: '/agents' })
        await queryClient.invalidateQueries(trpc.agents.list.pathFilter())
      },
    }),
  )
  const start = async (question: string): Promise<boolean> => {
    try {
      const asked = await run.mutateAsync({ id: agent.id, question })
      void queryClient.invalidateQueries(trpc.threads.pathFilter())
      void queryClient.invalidateQueries(trpc.agents.runs.pathFilter())
      await navigate({
        to: '/threads/$threadId',
        params: { threadId: asked.threadId },
        search: { query: asked.queryId },
      })
      return true
    } catch {
      return false
    }
  }
  const failure = run.error && failureOf(run.error)
  return (
    <Page
      title={agent.name}
      lead={agent.description || scopeText(agent)}
      above={
        <Link
          to="/agents"
          className="inline-flex items-center gap-1.5 rounded-[4px] text-accent text-sm hover:underline"
        >
          <ArrowLeft size={14} aria-hidden />
          {t('agents.title')}
        </Link>
      }
      actions={
        <>
          <Button onClick={() => setDialog('edit')}>
            <Pencil size={15} aria-hidden />
            {t('common.edit')}
          </Button>
          <IconButton icon={Trash2} label={t('agents.delete')} className="size-9" onClick={() => setDialog('delete')} />
        </>
      }
    >
      <section aria-label={t('agents.runTitle')}>
        <QuestionBox draftKey={agent.id} placeholder={t('agents.runTitle')} busy={run.isPending} onAsk={start}>
          <p className="min-w-0 truncate px-2 text-ink-faint text-sm">{scopeText(agent)}</p>
        </QuestionBox>
        <div role="alert">
          {failure && (
            <p className="mt-2 text-contradicted">{Object.values(failure.fields)[0] ?? failureText(t, failure)}</p>
          )}
        </div>
      </section>
      <section aria-labelledby="instructions" className="mt-10">
        <h2 id="instructions" className="mb-2 font-semibold text-lg">
          {t('agents.instructions')}
        </h2>
        {agent.instructions ? (
          <p className="reading whitespace-pre-wrap text-ink-soft">{agent.instructions}</p>
        ) : (
          <p className="text-ink-faint">{t('agents.noInstructions')}</p>
        )}
      </section>
      <AgentRuns agentId={agent.id} />
      {dialog === 'edit' && <AgentForm agent={agent} onClose={() => setDialog(null)} />}
      <Confirm
        open={dialog === 'delete'}
        onClose={() => setDialog(null)}
        onConfirm={() => remove.mutate({ id: agent.id })}
        title={t('agents.deleteTitle', { name: agent.name })}
        text={t('agents.deleteText')}
        action={t('agents.delete')}
        busy={remove.isPending}
        error={remove.error && failureText(t, failureOf(remove.error))}
      />
    </Page>
  )
}
