import { X } from 'lucide-react'
import { type ReactNode, useEffect, useId, useRef } from 'react'
import { cx } from '../../lib/cx.ts'
import { useText } from '../../lib/i18n.ts'
import { IconButton } from './icon-button.tsx'

interface Props {
  open: boolean
  onClose: () => void
  title: string
  /** `sheet` slides up from the lower edge, for small screens. */
  kind?: 'box' | 'wide' | 'sheet' | 'bare'
  children: ReactNode
}

const kinds = {
  box: 'm-auto w-[min(480px,calc(100vw-32px))] animate-rise rounded-box',
  wide: 'm-auto w-[min(680px,calc(100vw-32px))] animate-rise rounded-box',
  bare: 'mx-auto mt-[12vh] w-[min(600px,calc(100vw-32px))] animate-rise rounded-box',
  sheet: 'mx-0 mt-auto mb-0 w-full max-w-none animate-sheet rounded-t-box',
}

/**
 * The platform's own modal dialog: it holds the focus, gives it back, closes with Escape, makes the rest inert and
 * needs no style element, which the content security policy would refuse.
 */
export function Dialog({ open, onClose, title, kind = 'box', children }: Props) {
  const { t } = useText()
  const id = useId()
  const box = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const dialog = box.current
    if (!open || !dialog) return
    dialog.showModal()
    // Of its own the platform would choose the close button, also where there is something to type.
    dialog.querySelector<HTMLElement>('input:not([type="checkbox"]), textarea')?.focus()
    return () => dialog.close()
  }, [open])
  if (!open) return null
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the click is on the backdrop; Escape does the same by the platform
    <dialog
      ref={box}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onClick={(event) => event.target === box.current && onClose()}
      className={cx(
        'max-h-[calc(100dvh-48px)] overflow-hidden border border-line bg-raised text-ink shadow-high backdrop:animate-fade backdrop:bg-scrim',
        kinds[kind],
      )}
    >
      {kind === 'bare' ? (
        <>
          <h2 id={id} className="sr-only">
            {title}
          </h2>
          {children}
        </>
      ) : (
        <div className="flex max-h-[calc(100dvh-50px)] flex-col">
          <header className="flex items-center justify-between gap-4 border-line border-b py-3 pr-3 pl-5">
            <h2 id={id} className="truncate font-semibold text-ink text-lg">
              {title}
            </h2>
            <IconButton icon={X} label={t('common.close')} onClick={onClose} />
          </header>
          <div className="min-h-0 overflow-y-auto overscroll-contain">{children}</div>
        </div>
      )}
    </dialog>
  )
}
