import { useMutation, useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { Ellipsis, Pencil, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { buttonClass } from '../../../components/ui/button.tsx'
import { Confirm } from '../../../components/ui/confirm.tsx'
import { Menu, MenuItem } from '../../../components/ui/menu.tsx'
import { EmptyState, ErrorNote, SkeletonRows } from '../../../components/ui/states.tsx'
import { queryClient, trpc } from '../../../lib/api.ts'
import { failureOf, failureText } from '../../../lib/errors.ts'
import { useText } from '../../../lib/i18n.ts'
import { say } from '../../../lib/toast.ts'
import { BackLink, Part } from '../part.tsx'
import { GroupForm } from './group-form.tsx'
import { GroupMembers } from './group-members.tsx'

const route = getRouteApi('/app/admin/groups/$groupId')

export function GroupPage() {
  const { t } = useText()
  const { groupId: id } = route.useParams()
  const navigate = useNavigate()
  const [dialog, setDialog] = useState<'edit' | 'delete' | null>(null)
  const close = () => setDialog(null)
  const query = useQuery(trpc.groups.get.queryOptions({ id }))
  const remove = useMutation(
    trpc.groups.delete.mutationOptions({
      onSuccess: async () => {
        say(t('groups.deleted'))
        await navigate({ to: '/admin/groups' })
        queryClient.removeQueries(trpc.groups.get.queryFilter({ id }))
        await queryClient.invalidateQueries(trpc.groups.list.pathFilter())
      },
    }),
  )
  const back = <BackLink to="/admin/groups">{t('groups.back')}</BackLink>
  const group = query.data
  if (!group)
    return (
      <Part title={t('groups.title')} above={back}>
        {query.error && failureOf(query.error).code === 'NOT_FOUND' ? (
          <EmptyState title={t('errors.notFoundTitle')} text={t('errors.gone')} />
        ) : query.error ? (
          <ErrorNote error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <SkeletonRows count={3} />
        )}
      </Part>
    )
  return (
    <Part
      title={group.name}
      lead={group.description}
      above={back}
      actions={
        <Menu
          trigger={
            <button
              type="button"
              className={buttonClass({}, 'px-2.5')}
              aria-label={t('common.more')}
              title={t('common.more')}
            >
              <Ellipsis size={16} aria-hidden />
            </button>
          }
        >
          <MenuItem icon={Pencil} onSelect={() => setDialog('edit')}>
            {t('groups.edit')}
          </MenuItem>
          <MenuItem icon={Trash2} danger onSelect={() => setDialog('delete')}>
            {t('groups.delete')}
          </MenuItem>
        </Menu>
      }
    >
      <GroupMembers groupId={id} />
      {dialog === 'edit' && <GroupForm group={group} onClose={close} />}
      <Confirm
        open={dialog === 'delete'}
        onClose={close}
        onConfirm={() => remove.mutate({ id })}
        title={t('groups.deleteTitle', { name: group.name })}
        text={t('groups.deleteText', { count: group.memberCount })}
        action={t('groups.delete')}
        busy={remove.isPending}
        error={remove.error && failureText(t, failureOf(remove.error))}
      />
    </Part>
  )
}
