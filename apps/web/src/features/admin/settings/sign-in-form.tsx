import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../../components/ui/button.tsx'
import { Choice } from '../../../components/ui/choice.tsx'
import { TextField } from '../../../components/ui/field.tsx'
import { queryClient, trpc } from '../../../lib/api.ts'
import { failureOf } from '../../../lib/errors.ts'
import { useText } from '../../../lib/i18n.ts'
import { say } from '../../../lib/toast.ts'
import { Problem } from '../../account/problem.tsx'
import { Section } from '../../account/settings/section.tsx'
import type { SystemSettings } from '../types.ts'
import { MailState } from './mail-state.tsx'

const registrations = ['open', 'invitation', 'closed'] as const

/** How people register and sign in. Everything is saved together, so that it can be thought over. */
export function SignInForm({ settings }: { settings: SystemSettings }) {
  const { t } = useText()
  const [form, setForm] = useState(settings.signIn)
  const save = useMutation(
    trpc.system.settings.update.mutationOptions({
      onSuccess: async (after) => {
        say(t('signInSettings.saved'))
        queryClient.setQueryData(trpc.system.settings.get.queryKey(), after)
        await queryClient.invalidateQueries(trpc.auth.status.queryFilter())
      },
    }),
  )
  const failure = save.error && failureOf(save.error)
  const fieldOf = (name: keyof typeof form) => failure?.fields[`signIn.${name}`] ?? failure?.fields[name]
  const loose = failure && !(['sessionIdleDays', 'sessionAbsoluteDays'] as const).some(fieldOf)
  const changed = Object.entries(form).filter(([name, value]) => settings.signIn[name as keyof typeof form] !== value)
  const days = (name: 'sessionIdleDays' | 'sessionAbsoluteDays') => ({
    type: 'number',
    min: 1,
    max: 365,
    required: true,
    className: 'figures max-w-28',
    // An emptied field is 0 and refused on saving, in words.
    value: form[name] || '',
    onChange: (event: { target: { value: string } }) => setForm({ ...form, [name]: Number(event.target.value) }),
    error: fieldOf(name),
  })
  return (
    <form
      noValidate
      className="border-line border-t pt-8"
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate({ signIn: Object.fromEntries(changed) })
      }}
    >
      <Section title={t('signInSettings.registration')} text={t('signInSettings.registrationText')}>
        <fieldset>
          <legend className="sr-only">{t('signInSettings.registration')}</legend>
          {registrations.map((one) => (
            <Choice
              key={one}
              name="registration"
              label={t(`signInSettings.registration_${one}`)}
              text={t(`signInSettings.registration_${one}Text`)}
              checked={form.registration === one}
              onChange={() => setForm({ ...form, registration: one })}
            />
          ))}
        </fieldset>
      </Section>
      <Section title={t('signInSettings.mail')} text={t('signInSettings.mailText')}>
        <MailState mail={settings.mail} />
        <Choice
          kind="checkbox"
          label={t('signInSettings.emailVerification')}
          text={t(settings.mail.configured ? 'signInSettings.emailVerificationText' : 'signInSettings.needsMail')}
          checked={form.emailVerification}
          disabled={!settings.mail.configured && !form.emailVerification}
          onChange={(event) => setForm({ ...form, emailVerification: event.target.checked })}
        />
      </Section>
      <Section title={t('signInSettings.secondFactor')} text={t('signInSettings.secondFactorText')}>
        <Choice
          kind="checkbox"
          label={t('signInSettings.totpForAdministrators')}
          text={t('signInSettings.totpForAdministratorsText')}
          checked={form.totpForAdministrators}
          onChange={(event) => setForm({ ...form, totpForAdministrators: event.target.checked })}
        />
      </Section>
      <Section title={t('signInSettings.sessions')} text={t('signInSettings.sessionsText')}>
        <TextField label={t('signInSettings.idle')} {...days('sessionIdleDays')} />
        <TextField label={t('signInSettings.absolute')} {...days('sessionAbsoluteDays')} />
      </Section>
      <div className="sticky bottom-0 flex items-center gap-4 border-line border-t bg-paper py-4 max-md:bottom-16">
        <Button type="submit" variant="primary" busy={save.isPending} disabled={changed.length === 0}>
          {t('common.save')}
        </Button>
        {loose && <Problem failure={{ ...failure, fields: {} }} />}
      </div>
    </form>
  )
}
