import { useId } from 'react'
import { Button } from '../../components/ui/button.tsx'
import { CopyButton } from '../../components/ui/copy-button.tsx'
import { Dialog } from '../../components/ui/dialog.tsx'
import { inputClass } from '../../components/ui/field.tsx'
import { formatDateTime } from '../../lib/format.ts'
import { useText } from '../../lib/i18n.ts'

interface Props {
  title: string
  /** Said when the link went out by mail. */
  mailed: string | null
  /** Said when it has to be handed over. */
  text: string
  link: { url: string; expiresAt: string } | null
  onClose: () => void
}

/** What became of a one-time link: sent by mail, or shown here this once to be handed over. */
export function OneTimeLink({ title, mailed, text, link, onClose }: Props) {
  const { t, locale } = useText()
  const id = useId()
  return (
    <Dialog open onClose={onClose} title={title}>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-5 p-5">
        {mailed && <p className="text-ink-soft">{mailed}</p>}
        {link && (
          <>
            {!mailed && <p className="text-ink-soft">{text}</p>}
            <div className="grid gap-1.5">
              <label htmlFor={id} className="font-medium text-sm">
                {t('users.link')}
              </label>
              <input
                id={id}
                readOnly
                value={link.url}
                aria-describedby={`${id}-until`}
                onFocus={(event) => event.target.select()}
                className={`${inputClass} bg-sunken font-mono text-sm`}
              />
              <p id={`${id}-until`} className="text-ink-faint text-sm">
                {t('users.linkExpires', { when: formatDateTime(locale, link.expiresAt) })}
              </p>
            </div>
          </>
        )}
        <div className="flex justify-end gap-2">
          {link && <CopyButton text={link.url} label={t('users.copyLink')} variant="primary" />}
          <Button variant={link ? 'secondary' : 'primary'} onClick={onClose}>
            {t('users.done')}
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
