import { Link, useNavigate } from '@tanstack/react-router'
import { Button, buttonClass } from '../../components/ui/button.tsx'
import { ErrorNote } from '../../components/ui/states.tsx'
import { useText } from '../../lib/i18n.ts'
import { useMay } from '../../lib/permissions.ts'
import { useSamples } from './use-samples.ts'

/** A new installation: one sentence, and the quickest way to a first real answer. */
export function StartCard() {
  const { t } = useText()
  const load = useSamples()
  const navigate = useNavigate()
  const mayWrite = useMay()('library:write')
  if (!mayWrite)
    return (
      <section className="mt-10 border-line border-t pt-8">
        <h2 className="font-semibold text-lg">{t('library.empty')}</h2>
        <p className="mt-1 max-w-[56ch] text-ink-soft">{t('library.emptyReadOnly')}</p>
      </section>
    )
  return (
    <section className="mt-10 border-line border-t pt-8">
      <h2 className="font-semibold text-lg">{t('ask.startTitle')}</h2>
      <p className="mt-1 max-w-[56ch] text-ink-soft">{t('ask.startText')}</p>
      <div className="mt-5 flex flex-wrap gap-2">
        <Button
          variant="primary"
          size="lg"
          busy={load.isPending}
          onClick={() => load.mutate({}, { onSuccess: () => void navigate({ to: '/', search: {} }) })}
        >
          {load.isPending ? t('ask.samplesLoading') : t('ask.trySamples')}
        </Button>
        <Link to="/library" className={buttonClass({ size: 'lg' })}>
          {t('ask.addOwn')}
        </Link>
      </div>
      {load.error && <ErrorNote error={load.error} className="mt-4" />}
    </section>
  )
}
