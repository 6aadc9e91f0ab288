import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../../components/ui/button.tsx'
import { Confirm } from '../../../components/ui/confirm.tsx'
import { ErrorNote, SkeletonRows } from '../../../components/ui/states.tsx'
import { queryClient, trpc } from '../../../lib/api.ts'
import { failureOf, failureText } from '../../../lib/errors.ts'
import { useText } from '../../../lib/i18n.ts'
import { say } from '../../../lib/toast.ts'
import { ListHead } from './section.tsx'
import { SessionRow, useDeviceName } from './session-row.tsx'
import type { Session } from './types.ts'

/** Where the account is signed in, and the way to end it there. */
export function DevicesPage() {
  const { t } = useText()
  const nameOf = useDeviceName()
  const [asking, setAsking] = useState<Session | 'others' | null>(null)
  const list = useQuery(trpc.auth.sessions.list.queryOptions())
  const close = () => {
    end.reset()
    endOthers.reset()
    setAsking(null)
  }
  const after = async (text: string) => {
    setAsking(null)
    say(text)
    await queryClient.invalidateQueries(trpc.auth.sessions.pathFilter())
  }
  const end = useMutation(trpc.auth.sessions.revoke.mutationOptions({ onSuccess: () => after(t('devices.ended')) }))
  const endOthers = useMutation(
    trpc.auth.sessions.revokeOthers.mutationOptions({
      onSuccess: ({ count }) => after(t('devices.endedOthers', { count })),
    }),
  )
  const sessions = list.data?.items ?? []
  const others = sessions.filter(({ current }) => !current)
  const one = asking !== null && asking !== 'others' ? asking : null
  const error = end.error ?? endOthers.error
  return (
    <>
      <ListHead
        title={t('devices.title')}
        text={t('devices.text')}
        action={others.length > 0 && <Button onClick={() => setAsking('others')}>{t('devices.endOthers')}</Button>}
      />
      {list.error ? (
        <ErrorNote error={list.error} onRetry={() => void list.refetch()} />
      ) : list.isPending ? (
        <SkeletonRows count={3} className="h-[68px]" />
      ) : (
        <>
          <ul className="divide-y divide-line border-line border-y">
            {[...sessions.filter(({ current }) => current), ...others].map((session) => (
              <SessionRow key={session.id} session={session} onEnd={() => setAsking(session)} />
            ))}
          </ul>
          {others.length === 0 && <p className="py-4 text-ink-faint">{t('devices.onlyHere')}</p>}
        </>
      )}
      <Confirm
        open={asking !== null}
        onClose={close}
        onConfirm={() => (one ? end.mutate({ id: one.id }) : endOthers.mutate())}
        title={one ? t('devices.endTitle') : t('devices.endOthersTitle')}
        text={one ? t('devices.endText', { device: nameOf(one) }) : t('devices.endOthersText')}
        action={one ? t('devices.endAction') : t('devices.endOthers')}
        busy={end.isPending || endOthers.isPending}
        error={error && failureText(t, failureOf(error))}
      />
    </>
  )
}
