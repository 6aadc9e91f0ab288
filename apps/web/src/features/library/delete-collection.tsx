import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Confirm } from '../../components/ui/confirm.tsx'
import { queryClient, trpc } from '../../lib/api.ts'
import { failureOf, failureText } from '../../lib/errors.ts'
import { useText } from '../../lib/i18n.ts'
import { say } from '../../lib/toast.ts'
import { documentCount } from './counts.ts'
import type { CollectionItem } from './types.ts'

export function DeleteCollection({
  collection,
  open,
  onClose,
}: {
  collection: CollectionItem
  open: boolean
  onClose: () => void
}) {
  const { t } = useText()
  const navigate = useNavigate()
  const count = documentCount(collection.counts)
  const remove = useMutation(
    trpc.collections.delete.mutationOptions({
      onSuccess: async () => {
        say(t('library.deleted'))
        await navigate({ to: '/library' })
        await queryClient.invalidateQueries(trpc.collections.list.pathFilter())
      },
    }),
  )
  return (
    <Confirm
      open={open}
      onClose={onClose}
      onConfirm={() => remove.mutate({ id: collection.id })}
      title={t('library.deleteTitle', { name: collection.name })}
      text={count === 0 ? t('library.deleteEmpty') : t('library.deleteText', { count })}
      action={t('library.delete')}
      busy={remove.isPending}
      error={remove.error && failureText(t, failureOf(remove.error))}
    />
  )
}
