import { useText } from '../../lib/i18n.ts'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'

interface Props {
  open: boolean
  onClose: () => void
  onConfirm: () => void
  title: string
  text: string
  action: string
  /** What can be undone, or takes nothing away, is no danger. */
  tone?: 'danger' | 'primary'
  busy?: boolean
  error?: string | null
}

/** Asks once before what cannot be undone. */
export function Confirm({
  open,
  onClose,
  onConfirm,
  title,
  text,
  action,
  tone = 'danger',
  busy = false,
  error,
}: Props) {
  const { t } = useText()
  return (
    <Dialog open={open} onClose={onClose} title={title}>
      <div className="grid gap-5 p-5">
        <p className="text-ink-soft">{text}</p>
        {error && (
          <p role="alert" className="text-contradicted text-sm">
            {error}
          </p>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button variant={tone} busy={busy} onClick={onConfirm}>
            {action}
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
