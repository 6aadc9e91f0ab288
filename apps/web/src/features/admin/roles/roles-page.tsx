import { useMutation, useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../../components/ui/button.tsx'
import { Confirm } from '../../../components/ui/confirm.tsx'
import { ErrorNote, SkeletonRows } from '../../../components/ui/states.tsx'
import { queryClient, trpc } from '../../../lib/api.ts'
import { failureOf, failureText } from '../../../lib/errors.ts'
import { useText } from '../../../lib/i18n.ts'
import { say } from '../../../lib/toast.ts'
import { Part } from '../part.tsx'
import type { RoleItem } from '../types.ts'
import { RoleForm } from './role-form.tsx'
import { RoleMatrix } from './role-matrix.tsx'

type Open = { dialog: 'create' } | { dialog: 'edit' | 'delete'; role: RoleItem } | null

export function RolesPage() {
  const { t } = useText()
  const [open, setOpen] = useState<Open>(null)
  const roles = useQuery(trpc.roles.list.queryOptions())
  const close = () => setOpen(null)
  const remove = useMutation(
    trpc.roles.delete.mutationOptions({
      onSuccess: async () => {
        close()
        say(t('roles.deleted'))
        await queryClient.invalidateQueries(trpc.roles.pathFilter())
      },
    }),
  )
  const deleting = open?.dialog === 'delete' ? open.role : null
  return (
    <Part
      title={t('roles.title')}
      lead={t('roles.lead')}
      actions={
        <Button variant="primary" onClick={() => setOpen({ dialog: 'create' })}>
          <Plus size={16} aria-hidden />
          {t('roles.create')}
        </Button>
      }
    >
      {roles.isPending ? (
        <SkeletonRows count={8} className="h-14" />
      ) : roles.error ? (
        <ErrorNote error={roles.error} onRetry={() => void roles.refetch()} />
      ) : (
        <>
          <RoleMatrix
            roles={roles.data.items}
            permissions={roles.data.permissions}
            onEdit={(role) => setOpen({ dialog: 'edit', role })}
            onDelete={(role) => setOpen({ dialog: 'delete', role })}
          />
          <p className="mt-4 text-ink-faint text-sm">{t('roles.everybody')}</p>
          {(open?.dialog === 'create' || open?.dialog === 'edit') && (
            <RoleForm
              role={open.dialog === 'edit' ? open.role : null}
              permissions={roles.data.permissions}
              onClose={close}
            />
          )}
        </>
      )}
      <Confirm
        open={deleting !== null}
        onClose={close}
        onConfirm={() => deleting && remove.mutate({ name: deleting.name })}
        title={t('roles.deleteTitle', { name: deleting?.name ?? '' })}
        text={t('roles.deleteText')}
        action={t('roles.delete')}
        busy={remove.isPending}
        error={remove.error && failureText(t, failureOf(remove.error))}
      />
    </Part>
  )
}
