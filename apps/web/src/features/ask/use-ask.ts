import type { Mode } from '@sarvanom/core/schemas'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { queryClient, trpc } from '../../lib/api.ts'
import { failureOf, failureText } from '../../lib/errors.ts'
import { useText } from '../../lib/i18n.ts'

interface Question {
  question: string
  collectionIds: string[]
  mode: Mode
  threadId?: string
}

/** Asks, and goes to the thread where the answer appears. An empty list of collections means all of them. */
export function useAsk() {
  const { t } = useText()
  const navigate = useNavigate()
  const mutation = useMutation(trpc.search.ask.mutationOptions())
  const ask = async ({ question, collectionIds, mode, threadId }: Question): Promise<boolean> => {
    try {
      const asked = await mutation.mutateAsync({
        question,
        mode,
        ...(collectionIds.length > 0 && { collectionIds }),
        ...(threadId !== undefined && { threadId }),
      })
      void queryClient.invalidateQueries(trpc.threads.pathFilter())
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
  const failure = mutation.error && failureOf(mutation.error)
  const problem = failure && (Object.values(failure.fields)[0] ?? failureText(t, failure))
  return { ask, asking: mutation.isPending, problem: problem ?? null }
}
