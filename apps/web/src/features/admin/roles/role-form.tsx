import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../../components/ui/button.tsx'
import { Choice } from '../../../components/ui/choice.tsx'
import { Dialog } from '../../../components/ui/dialog.tsx'
import { TextField } from '../../../components/ui/field.tsx'
import { queryClient, trpc } from '../../../lib/api.ts'
import { failureOf } from '../../../lib/errors.ts'
import { useText } from '../../../lib/i18n.ts'
import { type Permission, useMay } from '../../../lib/permissions.ts'
import { say } from '../../../lib/toast.ts'
import { Problem } from '../../account/problem.tsx'
import type { RoleItem } from '../types.ts'
import { usePermissionText } from './permission-text.ts'

/** Makes a role or changes a custom one. What one may not do oneself cannot be given, and is shown so. */
export function RoleForm({
  role,
  permissions,
  onClose,
}: {
  role: RoleItem | null
  permissions: Permission[]
  onClose: () => void
}) {
  const { t } = useText()
  const may = useMay()
  const textOf = usePermissionText()
  const [name, setName] = useState(role?.name ?? '')
  const [description, setDescription] = useState(role?.description ?? '')
  const [chosen, setChosen] = useState<Permission[]>(role?.permissions ?? [])
  const onSuccess = async () => {
    onClose()
    say(t(role ? 'roles.saved' : 'roles.created'))
    await queryClient.invalidateQueries(trpc.roles.pathFilter())
  }
  const create = useMutation(trpc.roles.create.mutationOptions({ onSuccess }))
  const update = useMutation(trpc.roles.update.mutationOptions({ onSuccess }))
  const error = create.error ?? update.error
  const failure = error && failureOf(error)
  const fields = failure?.fields ?? {}
  const known = ['name', 'newName', 'description']
  const loose = failure && !Object.keys(fields).some((field) => known.includes(field))
  const toggle = (permission: Permission, on: boolean) =>
    setChosen(on ? [...chosen, permission] : chosen.filter((one) => one !== permission))
  return (
    <Dialog open onClose={onClose} title={t(role ? 'roles.editTitle' : 'roles.createTitle')} kind="wide">
      <form
        noValidate
        className="grid grid-cols-[minmax(0,1fr)] gap-5 p-5"
        onSubmit={(event) => {
          event.preventDefault()
          const values = { description: description.trim(), permissions: chosen }
          if (role) update.mutate({ name: role.name, newName: name.trim(), ...values })
          else create.mutate({ name: name.trim(), ...values })
        }}
      >
        <TextField
          label={t('roles.name')}
          hint={t('roles.nameHint')}
          placeholder={t('roles.namePlaceholder')}
          value={name}
          maxLength={50}
          required
          autoComplete="off"
          onChange={(event) => setName(event.target.value)}
          error={fields['name'] ?? fields['newName']}
        />
        <TextField
          label={t('roles.description')}
          value={description}
          maxLength={500}
          onChange={(event) => setDescription(event.target.value)}
          error={fields['description']}
        />
        <fieldset className="grid gap-1">
          <legend className="mb-2 font-medium text-sm">{t('roles.permissions')}</legend>
          {permissions.map((permission) => (
            <Choice
              key={permission}
              kind="checkbox"
              label={textOf(permission).name}
              text={may(permission) ? textOf(permission).text : `${textOf(permission).text} ${t('roles.notYours')}`}
              checked={chosen.includes(permission)}
              disabled={!may(permission)}
              onChange={(event) => toggle(permission, event.target.checked)}
            />
          ))}
        </fieldset>
        {loose && <Problem failure={{ ...failure, fields: {} }} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            type="submit"
            variant="primary"
            busy={create.isPending || update.isPending}
            disabled={name.trim() === ''}
          >
            {t(role ? 'common.save' : 'roles.createAction')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
