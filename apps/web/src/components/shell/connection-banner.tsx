import { probe, useReachable } from '../../lib/connection.ts'
import { useText } from '../../lib/i18n.ts'

/** One quiet line while the server cannot be reached; what is on screen stays usable for reading. */
export function ConnectionBanner() {
  const { t } = useText()
  const reachable = useReachable()
  return (
    <div role="status" className="sticky top-0 z-30">
      {!reachable && (
        <p className="flex items-center justify-center gap-3 bg-unfound-soft px-4 py-2 text-ink text-sm">
          {t('errors.offline')}
          <button type="button" className="font-semibold underline underline-offset-2" onClick={() => void probe()}>
            {t('errors.offlineRetry')}
          </button>
        </p>
      )}
    </div>
  )
}
