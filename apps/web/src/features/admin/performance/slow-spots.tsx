import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../../components/ui/button.tsx'
import { Confirm } from '../../../components/ui/confirm.tsx'
import { EmptyState, ErrorNote, ListEnd, SkeletonRows } from '../../../components/ui/states.tsx'
import { queryClient, trpc } from '../../../lib/api.ts'
import { failureOf, failureText } from '../../../lib/errors.ts'
import { formatMilliseconds } from '../../../lib/format.ts'
import { useText } from '../../../lib/i18n.ts'
import { say } from '../../../lib/toast.ts'
import { Pick, Section } from './section.tsx'
import { SlowSpotRow } from './slow-spot-row.tsx'

type Kind = 'statement' | 'stall'
type Sort = 'worst' | 'total'

const portion = 10
/** So many are kept. */
const most = 200

/** Slow statements, or standstills of the event loop, each with its plan or stack. */
export function SlowSpots({ kind, sort, onSort }: { kind: Kind; sort: Sort; onSort: (sort: Sort) => void }) {
  const { t, locale } = useText()
  const procedure = kind === 'statement' ? trpc.system.performance.statements : trpc.system.performance.stalls
  const [wanted, setWanted] = useState(portion)
  const spots = useQuery(procedure.queryOptions({ sort, limit: wanted }, { placeholderData: keepPreviousData }))
  const items = spots.data?.items ?? []
  const threshold = spots.data?.thresholdMs ?? null
  const limit = threshold === null ? '' : formatMilliseconds(locale, threshold)
  const longest = Math.max(1, ...items.map((item) => (sort === 'worst' ? item.worstMs : item.totalMs)))
  return (
    <Section
      title={t(`performance.${kind}_title`)}
      text={
        threshold === null
          ? t('performance.unwatched')
          : `${t(`performance.${kind}_text`, { limit })} ${t('performance.kept')}`
      }
      choices={
        items.length > 0 && (
          <>
            <Pick
              label={t('performance.sort')}
              value={sort}
              options={[
                ['worst', t('performance.sort_worst')],
                ['total', t('performance.sort_total')],
              ]}
              onChange={onSort}
            />
            <Clear kind={kind} />
          </>
        )
      }
    >
      {spots.isPending ? (
        <SkeletonRows count={3} className="h-12" />
      ) : spots.error ? (
        <ErrorNote error={spots.error} onRetry={() => void spots.refetch()} />
      ) : items.length === 0 ? (
        <EmptyState
          title={t(`performance.${kind}_empty`)}
          text={threshold === null ? t('performance.unwatched') : t(`performance.${kind}_emptyText`, { limit })}
        />
      ) : (
        <>
          <ul className="border-line border-y">
            {items.map((item) => (
              <SlowSpotRow key={item.id} kind={kind} item={item} sort={sort} longestMs={longest} />
            ))}
          </ul>
          <ListEnd
            hasMore={items.length >= wanted && wanted < most}
            loading={spots.isFetching}
            onMore={() => setWanted(Math.min(most, wanted + 40))}
            count={items.length}
          />
        </>
      )}
    </Section>
  )
}

function Clear({ kind }: { kind: Kind }) {
  const { t } = useText()
  const [asking, setAsking] = useState(false)
  const clear = useMutation(
    trpc.system.performance.forget.mutationOptions({
      onSuccess: async ({ forgotten }) => {
        setAsking(false)
        say(t('performance.cleared', { count: forgotten }))
        await queryClient.invalidateQueries(trpc.system.performance.pathFilter())
      },
    }),
  )
  return (
    <>
      <Button size="sm" onClick={() => setAsking(true)}>
        {t(`performance.${kind}_clear`)}
      </Button>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        onConfirm={() => clear.mutate({ kind })}
        title={t(`performance.${kind}_clearTitle`)}
        text={t('performance.clearText')}
        action={t('performance.clearAction')}
        busy={clear.isPending}
        error={clear.error && failureText(t, failureOf(clear.error))}
      />
    </>
  )
}
