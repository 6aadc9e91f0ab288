import { useMutation } from '@tanstack/react-query'
import { queryClient, trpc } from '../../lib/api.ts'
import { useText } from '../../lib/i18n.ts'
import { say } from '../../lib/toast.ts'
import type { Entry, Level } from './types.ts'

/** With whom a collection is shared: changes are made one by one, as they are chosen. */
export function useSharing(collectionId: string) {
  const { t } = useText()
  const refresh = () => queryClient.invalidateQueries(trpc.collections.pathFilter())
  const onSuccess = refresh
  const setMember = useMutation(trpc.collections.members.set.mutationOptions({ onSuccess }))
  const setGroup = useMutation(trpc.collections.groups.set.mutationOptions({ onSuccess }))
  const removeMember = useMutation(trpc.collections.members.remove.mutationOptions({ onSuccess }))
  const removeGroup = useMutation(trpc.collections.groups.remove.mutationOptions({ onSuccess }))
  const all = [setMember, setGroup, removeMember, removeGroup]
  const reset = () => {
    for (const one of all) one.reset()
  }

  function set({ kind, id }: Pick<Entry, 'kind' | 'id'>, level: Level, said: string): void {
    reset()
    const options = { onSuccess: () => say(said) }
    if (kind === 'user') setMember.mutate({ collectionId, userId: id, level }, options)
    else setGroup.mutate({ collectionId, groupId: id, level }, options)
  }

  function remove({ kind, id, name }: Pick<Entry, 'kind' | 'id' | 'name'>, done: () => void): void {
    reset()
    const options = {
      onSuccess: () => {
        say(t('sharing.removed', { name }))
        done()
      },
    }
    if (kind === 'user') removeMember.mutate({ collectionId, userId: id }, options)
    else removeGroup.mutate({ collectionId, groupId: id }, options)
  }

  return {
    set,
    remove,
    reset,
    isPending: all.some((one) => one.isPending),
    error: all.find((one) => one.error)?.error ?? null,
  }
}
