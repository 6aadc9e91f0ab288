import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../../components/ui/button.tsx'
import { Confirm } from '../../../components/ui/confirm.tsx'
import { queryClient, trpc } from '../../../lib/api.ts'
import { failureOf, failureText } from '../../../lib/errors.ts'
import { useText } from '../../../lib/i18n.ts'
import { say } from '../../../lib/toast.ts'
import type { JobView } from './types.ts'

/** Cancels a job, after asking. One that has just ended is none to cancel, which the next reading shows. */
export function CancelJob({ job }: { job: JobView }) {
  const { t } = useText()
  const [asking, setAsking] = useState(false)
  const cancel = useMutation(
    trpc.system.jobs.cancel.mutationOptions({
      onSuccess: () => {
        setAsking(false)
        say(t('status.cancelled'))
      },
      onSettled: () => queryClient.invalidateQueries(trpc.system.status.queryFilter()),
    }),
  )
  return (
    <>
      <Button size="sm" onClick={() => setAsking(true)} aria-label={t('status.cancelNamed', { queue: job.queue })}>
        {t('status.cancelJob')}
      </Button>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        onConfirm={() => cancel.mutate({ id: job.id })}
        title={t('status.cancelTitle', { queue: job.queue })}
        text={t('status.cancelText')}
        action={t('status.cancelJob')}
        busy={cancel.isPending}
        error={cancel.error ? failureText(t, failureOf(cancel.error)) : null}
      />
    </>
  )
}
