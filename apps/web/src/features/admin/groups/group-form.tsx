import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { Button } from '../../../components/ui/button.tsx'
import { Dialog } from '../../../components/ui/dialog.tsx'
import { TextArea, TextField } from '../../../components/ui/field.tsx'
import { queryClient, trpc } from '../../../lib/api.ts'
import { failureOf } from '../../../lib/errors.ts'
import { useText } from '../../../lib/i18n.ts'
import { say } from '../../../lib/toast.ts'
import { Problem } from '../../account/problem.tsx'
import type { GroupItem } from '../types.ts'

/** Makes a group (and goes to it, to choose its members), or renames and describes one. */
export function GroupForm({ group, onClose }: { group: GroupItem | null; onClose: () => void }) {
  const { t } = useText()
  const navigate = useNavigate()
  const [name, setName] = useState(group?.name ?? '')
  const [description, setDescription] = useState(group?.description ?? '')
  const refresh = () => queryClient.invalidateQueries(trpc.groups.pathFilter())
  const create = useMutation(
    trpc.groups.create.mutationOptions({
      onSuccess: async ({ id }) => {
        await navigate({ to: '/admin/groups/$groupId', params: { groupId: id } })
        await refresh()
      },
    }),
  )
  const update = useMutation(
    trpc.groups.update.mutationOptions({
      onSuccess: async () => {
        onClose()
        say(t('groups.saved'))
        await refresh()
      },
    }),
  )
  const error = create.error ?? update.error
  const failure = error && failureOf(error)
  const values = { name: name.trim(), description: description.trim() }
  return (
    <Dialog open onClose={onClose} title={t(group ? 'groups.editTitle' : 'groups.createTitle')}>
      <form
        noValidate
        className="grid grid-cols-[minmax(0,1fr)] gap-5 p-5"
        onSubmit={(event) => {
          event.preventDefault()
          if (group) update.mutate({ id: group.id, ...values })
          else create.mutate(values)
        }}
      >
        <TextField
          label={t('groups.name')}
          placeholder={t('groups.namePlaceholder')}
          value={name}
          maxLength={100}
          required
          autoComplete="off"
          onChange={(event) => setName(event.target.value)}
          error={failure?.fields['name']}
        />
        <TextArea
          label={t('groups.description')}
          value={description}
          maxLength={2000}
          rows={3}
          onChange={(event) => setDescription(event.target.value)}
          error={failure?.fields['description']}
        />
        <Problem failure={failure} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            type="submit"
            variant="primary"
            busy={create.isPending || update.isPending}
            disabled={values.name === ''}
          >
            {t(group ? 'common.save' : 'groups.createAction')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
