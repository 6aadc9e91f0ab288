import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Copy, Ellipsis, RotateCw, ThumbsDown, ThumbsUp, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Confirm } from '../../components/ui/confirm.tsx'
import { IconButton, iconButtonClass } from '../../components/ui/icon-button.tsx'
import { Menu, MenuItem } from '../../components/ui/menu.tsx'
import { queryClient, trpc } from '../../lib/api.ts'
import { failureOf, failureText } from '../../lib/errors.ts'
import { useText } from '../../lib/i18n.ts'
import { say } from '../../lib/toast.ts'
import { answerMarkdown } from './answer-markdown.ts'
import type { AnswerState } from './answer-state.ts'
import type { ThreadQuery } from './types.ts'

/** Starts the question's work anew and shows it. */
export function useRerun(query: ThreadQuery) {
  const { t } = useText()
  return useMutation(
    trpc.queries.rerun.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries(trpc.threads.get.queryFilter({ id: query.threadId })),
      onError: (error) => say(failureText(t, failureOf(error)), { tone: 'problem' }),
    }),
  )
}

function useCopy(query: ThreadQuery, state: AnswerState) {
  const { t } = useText()
  return async () => {
    const text = answerMarkdown(query.question, state.claims, location.origin, {
      contradicted: t('verdict.contradicted'),
      not_found: t('verdict.not_found'),
      sources: t('answer.sources'),
      page: (page) => t('evidence.page', { page }),
    })
    try {
      await navigator.clipboard.writeText(text)
      say(t('answer.copied'))
    } catch {
      say(t('answer.copyFailed'), { tone: 'problem' })
    }
  }
}

function useRate(query: ThreadQuery) {
  const { t } = useText()
  return useMutation(
    trpc.queries.rate.mutationOptions({
      onSuccess: (_done, { rating }) => {
        if (rating) say(t('answer.rated'))
        return queryClient.invalidateQueries(trpc.threads.get.queryFilter({ id: query.threadId }))
      },
      onError: (error) => say(failureText(t, failureOf(error)), { tone: 'problem' }),
    }),
  )
}

export function AnswerActions({ query, state, alone }: { query: ThreadQuery; state: AnswerState; alone: boolean }) {
  const { t } = useText()
  const copy = useCopy(query, state)
  const rate = useRate(query)
  const rerun = useRerun(query)
  const [asking, setAsking] = useState(false)
  // The click shows at once; the stored rating follows.
  const rating = rate.isPending ? rate.variables.rating : query.rating
  const ratable = state.phase === 'done'
  const turn = (next: 'up' | 'down') => rate.mutate({ id: query.id, rating: rating === next ? null : next })
  return (
    <div className="-ml-2 flex items-center gap-1">
      {state.claims.length > 0 && <IconButton icon={Copy} label={t('answer.copy')} onClick={() => void copy()} />}
      {ratable && (
        <>
          <IconButton
            icon={ThumbsUp}
            label={t('answer.good')}
            aria-pressed={rating === 'up'}
            onClick={() => turn('up')}
          />
          <IconButton
            icon={ThumbsDown}
            label={t('answer.bad')}
            aria-pressed={rating === 'down'}
            onClick={() => turn('down')}
          />
        </>
      )}
      <Menu
        align="start"
        trigger={
          <button type="button" className={iconButtonClass} aria-label={t('common.more')} title={t('common.more')}>
            <Ellipsis size={16} aria-hidden />
          </button>
        }
      >
        <MenuItem icon={RotateCw} disabled={rerun.isPending} onSelect={() => rerun.mutate({ id: query.id })}>
          {t('answer.rerun')}
        </MenuItem>
        <MenuItem icon={Trash2} danger onSelect={() => setAsking(true)}>
          {t('answer.delete')}
        </MenuItem>
      </Menu>
      <DeleteQuery query={query} open={asking} onClose={() => setAsking(false)} alone={alone} />
    </div>
  )
}

function DeleteQuery({
  query,
  open,
  onClose,
  alone,
}: {
  query: ThreadQuery
  open: boolean
  onClose: () => void
  alone: boolean
}) {
  const { t } = useText()
  const navigate = useNavigate()
  const remove = useMutation(
    trpc.queries.delete.mutationOptions({
      onSuccess: async () => {
        onClose()
        say(t('answer.deleted'))
        if (alone) await navigate({ to: '/threads', search: {} })
        await queryClient.invalidateQueries(trpc.threads.pathFilter())
      },
    }),
  )
  return (
    <Confirm
      open={open}
      onClose={onClose}
      onConfirm={() => remove.mutate({ id: query.id })}
      title={t('answer.deleteTitle')}
      text={t('answer.deleteText')}
      action={t('answer.delete')}
      busy={remove.isPending}
      error={remove.error && failureText(t, failureOf(remove.error))}
    />
  )
}
