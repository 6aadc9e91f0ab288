import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { useTitle } from '../../components/ui/page.tsx'
import { ErrorNote } from '../../components/ui/states.tsx'
import { trpc } from '../../lib/api.ts'
import { useText } from '../../lib/i18n.ts'
import { useWide } from '../../lib/use-media.ts'
import { documentCount, workingCount } from '../library/counts.ts'
import { CollectionPicker } from './collection-picker.tsx'
import { Examples } from './examples.tsx'
import { ModePicker } from './mode-picker.tsx'
import { useMode } from './preferences.ts'
import { QuestionBox } from './question-box.tsx'
import { RecentQuestions } from './recent-questions.tsx'
import { StartCard } from './start-card.tsx'
import { useAsk } from './use-ask.ts'

const route = getRouteApi('/app/')

export function AskPage() {
  const { t } = useText()
  useTitle(t('ask.title'))
  const wide = useWide()
  const { collection } = route.useSearch()
  const [chosen, setChosen] = useState<string[]>(collection ? [collection] : [])
  const [mode, setMode] = useMode()
  const { ask, asking, problem } = useAsk()
  const collections = useQuery(
    trpc.collections.list.queryOptions(
      { limit: 100 },
      {
        // While documents are being read, the page says how many, and when they are ready.
        refetchInterval: ({ state }) =>
          state.data?.items.some((item) => workingCount(item.counts) > 0) ? 1500 : false,
      },
    ),
  )
  const counts = (collections.data?.items ?? []).map((item) => item.counts)
  const isEmpty = collections.data !== undefined && counts.every((each) => documentCount(each) === 0)
  const working = counts.reduce((sum, each) => sum + workingCount(each), 0)

  return (
    <div className="mx-auto w-full max-w-[760px] px-4 pt-12 pb-16 sm:px-8 md:pt-[14vh]">
      <h1 className="mb-6 text-balance font-serif text-3xl tracking-tight">{t('ask.heading')}</h1>
      <QuestionBox
        draftKey="new"
        placeholder={t('ask.placeholder')}
        busy={asking}
        autoFocus={wide}
        onAsk={(question) => ask({ question, collectionIds: chosen, mode })}
      >
        <CollectionPicker value={chosen} onChange={setChosen} />
        <ModePicker value={mode} onChange={setMode} />
      </QuestionBox>
      <div role="alert">{problem && <p className="mt-2 text-contradicted">{problem}</p>}</div>
      {working > 0 && <p className="mt-3 text-ink-faint text-sm">{t('ask.reading', { count: working })}</p>}
      {collections.error && (
        <ErrorNote className="mt-6" error={collections.error} onRetry={() => void collections.refetch()} />
      )}
      {isEmpty ? (
        <StartCard />
      ) : (
        <div className="mt-8 grid grid-cols-[minmax(0,1fr)] gap-8">
          <Examples onAsk={(question, collectionIds) => void ask({ question, collectionIds, mode })} />
          <RecentQuestions />
        </div>
      )}
    </div>
  )
}
