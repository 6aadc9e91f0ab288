import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../../components/ui/button.tsx'
import { TextField } from '../../../components/ui/field.tsx'
import { queryClient, trpc } from '../../../lib/api.ts'
import { failureOf } from '../../../lib/errors.ts'
import { useText } from '../../../lib/i18n.ts'
import { say } from '../../../lib/toast.ts'
import { Problem } from '../../account/problem.tsx'
import { Section } from '../../account/settings/section.tsx'
import { RoleSelect } from '../role-select.tsx'
import type { UserItem } from '../types.ts'
import { refreshUsers } from './refresh-users.ts'

export function UserProfile({ user }: { user: UserItem }) {
  const { t } = useText()
  const [form, setForm] = useState({ name: user.name, email: user.email, role: user.role })
  const update = useMutation(
    trpc.users.update.mutationOptions({
      onSuccess: async () => {
        say(t('users.saved'))
        await refreshUsers()
        // It may have been one's own.
        await queryClient.invalidateQueries(trpc.auth.status.queryFilter())
      },
    }),
  )
  const failure = update.error && failureOf(update.error)
  const changed = Object.entries(form).filter(([name, value]) => user[name as keyof typeof form] !== value)
  const bind = (name: keyof typeof form) => ({
    value: form[name],
    required: true,
    onChange: (event: { target: { value: string } }) => setForm({ ...form, [name]: event.target.value }),
    error: failure?.fields[name],
  })
  return (
    <Section title={t('users.profile')} text={t('users.profileText')}>
      <form
        noValidate
        className="grid gap-5"
        onSubmit={(event) => {
          event.preventDefault()
          update.mutate({ id: user.id, ...Object.fromEntries(changed) })
        }}
      >
        <TextField label={t('users.name')} maxLength={100} autoComplete="off" {...bind('name')} />
        <TextField label={t('users.email')} type="email" autoComplete="off" {...bind('email')} />
        <RoleSelect label={t('users.role')} {...bind('role')} />
        <Problem failure={failure} />
        <div>
          <Button type="submit" variant="primary" busy={update.isPending} disabled={changed.length === 0}>
            {t('common.save')}
          </Button>
        </div>
      </form>
    </Section>
  )
}
