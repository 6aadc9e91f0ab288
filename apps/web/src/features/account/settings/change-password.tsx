import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../../components/ui/button.tsx'
import { queryClient, trpc } from '../../../lib/api.ts'
import { failureOf } from '../../../lib/errors.ts'
import { useText } from '../../../lib/i18n.ts'
import { say } from '../../../lib/toast.ts'
import { PasswordField, StrengthHint } from '../password-field.tsx'
import { Problem } from '../problem.tsx'

const empty = { currentPassword: '', newPassword: '' }

export function ChangePassword({ email }: { email: string }) {
  const { t } = useText()
  const [form, setForm] = useState(empty)
  const change = useMutation(
    trpc.auth.changePassword.mutationOptions({
      // A wrong current password is UNAUTHORIZED and does not mean that the session ended.
      meta: { public: true },
      onSuccess: async () => {
        setForm(empty)
        say(t('security.changed'))
        await queryClient.invalidateQueries(trpc.auth.sessions.pathFilter())
      },
    }),
  )
  const failure = change.error && failureOf(change.error)
  const wrong = failure?.code === 'UNAUTHORIZED'
  const bind = (name: keyof typeof empty) => ({
    name,
    required: true,
    value: form[name],
    onChange: (event: { target: { value: string } }) => setForm({ ...form, [name]: event.target.value }),
    error: name === 'currentPassword' && wrong ? t('profile.passwordWrong') : failure?.fields[name],
  })
  return (
    <form
      noValidate
      className="grid gap-5"
      onSubmit={(event) => {
        event.preventDefault()
        change.mutate(form)
      }}
    >
      {/* For password managers, which file the new password under this name. */}
      <input type="hidden" name="username" autoComplete="username" value={email} />
      <PasswordField label={t('security.current')} autoComplete="current-password" {...bind('currentPassword')} />
      <PasswordField
        label={t('security.new')}
        autoComplete="new-password"
        hint={<StrengthHint password={form.newPassword} />}
        {...bind('newPassword')}
      />
      {!wrong && <Problem failure={failure} />}
      <div>
        <Button
          type="submit"
          variant="primary"
          busy={change.isPending}
          disabled={form.currentPassword === '' || form.newPassword === ''}
        >
          {t('security.change')}
        </Button>
      </div>
    </form>
  )
}
