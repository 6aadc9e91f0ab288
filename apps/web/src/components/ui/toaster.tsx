import { X } from 'lucide-react'
import { useText } from '../../lib/i18n.ts'
import { dismissToast, useToasts } from '../../lib/toast.ts'
import { IconButton } from './icon-button.tsx'

export function Toaster() {
  const { t } = useText()
  const toasts = useToasts()
  return (
    <section
      aria-label={t('common.notices')}
      aria-live="polite"
      className="pointer-events-none fixed inset-x-0 bottom-20 z-50 grid justify-items-center gap-2 px-4 md:bottom-6"
    >
      {toasts.map((toast) => (
        <div
          key={toast.id}
          className="pointer-events-auto flex max-w-full animate-rise items-center gap-2 rounded-box bg-ink py-1 pr-1 pl-4 text-paper shadow-high"
        >
          <p className="min-w-0 py-1.5">{toast.text}</p>
          {toast.action && (
            <button
              type="button"
              className="rounded-[6px] px-2 py-1 font-semibold underline underline-offset-2"
              onClick={() => {
                toast.action?.run()
                dismissToast(toast.id)
              }}
            >
              {toast.action.label}
            </button>
          )}
          <IconButton
            icon={X}
            label={t('common.close')}
            className="text-paper hover:bg-transparent hover:text-paper"
            onClick={() => dismissToast(toast.id)}
          />
        </div>
      ))}
    </section>
  )
}
