import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../../components/ui/button.tsx'
import { Dialog } from '../../../components/ui/dialog.tsx'
import { TextField } from '../../../components/ui/field.tsx'
import { queryClient, trpc } from '../../../lib/api.ts'
import { failureOf } from '../../../lib/errors.ts'
import { useText } from '../../../lib/i18n.ts'
import { Problem } from '../../account/problem.tsx'
import { OneTimeLink } from '../one-time-link.tsx'
import { RoleSelect } from '../role-select.tsx'

/** Makes an account whose owner chooses the password through a one-time link. */
export function CreateUser({ onClose }: { onClose: () => void }) {
  const { t } = useText()
  const [form, setForm] = useState({ name: '', email: '', role: 'member' })
  const create = useMutation(
    trpc.users.create.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries(trpc.users.list.pathFilter()),
    }),
  )
  if (create.data) {
    const { name, email, link, mailed } = create.data
    return (
      <OneTimeLink
        title={t('users.createdTitle', { name })}
        mailed={mailed ? t('users.createdMailed', { email }) : null}
        text={t('users.linkText')}
        link={link}
        onClose={onClose}
      />
    )
  }
  const failure = create.error && failureOf(create.error)
  const bind = (name: keyof typeof form) => ({
    value: form[name],
    required: true,
    onChange: (event: { target: { value: string } }) => setForm({ ...form, [name]: event.target.value }),
    error: failure?.fields[name],
  })
  return (
    <Dialog open onClose={onClose} title={t('users.createTitle')}>
      <form
        noValidate
        className="grid grid-cols-[minmax(0,1fr)] gap-5 p-5"
        onSubmit={(event) => {
          event.preventDefault()
          create.mutate(form)
        }}
      >
        <p className="text-ink-soft">{t('users.createText')}</p>
        <TextField label={t('users.name')} maxLength={100} autoComplete="off" {...bind('name')} />
        <TextField label={t('users.email')} type="email" autoComplete="off" {...bind('email')} />
        <RoleSelect label={t('users.role')} {...bind('role')} />
        <Problem failure={failure} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            type="submit"
            variant="primary"
            busy={create.isPending}
            disabled={form.name.trim() === '' || form.email.trim() === ''}
          >
            {t('users.createAction')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
