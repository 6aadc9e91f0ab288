import { MailCheck, MailX } from 'lucide-react'
import { useText } from '../../../lib/i18n.ts'
import type { SystemSettings } from '../types.ts'

/** Whether mail goes out; where not, what to set. Mail is configured at the start of the server, not here. */
export function MailState({ mail }: { mail: SystemSettings['mail'] }) {
  const { t } = useText()
  const Icon = mail.configured ? MailCheck : MailX
  return (
    <div className="grid gap-3 rounded-box bg-sunken p-4">
      <p className="flex gap-3">
        <Icon size={18} aria-hidden className="mt-px shrink-0 text-ink-faint" />
        <span>
          {mail.configured ? t('signInSettings.mailOn', { from: mail.from ?? '' }) : t('signInSettings.mailOff')}
        </span>
      </p>
      {!mail.configured && (
        <>
          <p className="text-ink-soft text-sm">{t('signInSettings.mailHow')}</p>
          <pre className="overflow-x-auto whitespace-pre-wrap break-words font-mono text-ink-soft text-xs">
            {
              'SARVANOM_SMTP_URL=smtps://user:password@example.org:465\nSARVANOM_MAIL_FROM="SarvanOM <knowledge@example.org>"'
            }
          </pre>
        </>
      )}
    </div>
  )
}
