import { Download } from 'lucide-react'
import { Button } from '../../../components/ui/button.tsx'
import { CopyButton } from '../../../components/ui/copy-button.tsx'
import { useText } from '../../../lib/i18n.ts'
import { StepHeading } from './step-heading.tsx'

/** Offers a text as a file, without a request: the codes never travel again. */
function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // Not at once: the browser still has to read it.
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

interface Props {
  codes: readonly string[]
  email: string
  onKept: () => void
}

/** The codes for the day the phone is lost, shown this once. */
export function RecoveryCodes({ codes, email, onKept }: Props) {
  const { t } = useText()
  const text = `${t('security.codesFile', { email })}\n${location.origin}\n\n${codes.join('\n')}\n`
  return (
    <section aria-label={t('security.codesTitle')} className="grid gap-4">
      <div>
        <StepHeading>{t('security.codesTitle')}</StepHeading>
        <p className="mt-1 text-ink-soft">{t('security.codesText')}</p>
      </div>
      <ol className="grid grid-cols-[repeat(2,minmax(0,1fr))] gap-x-6 gap-y-1.5 rounded-box bg-sunken px-5 py-4">
        {codes.map((code) => (
          <li key={code} className="break-all font-mono">
            {code}
          </li>
        ))}
      </ol>
      <div className="flex flex-wrap gap-2">
        <CopyButton text={codes.join('\n')} label={t('security.copyCodes')} />
        <Button onClick={() => download('sarvanom-recovery-codes.txt', text)}>
          <Download size={15} aria-hidden />
          {t('security.downloadCodes')}
        </Button>
        <Button variant="primary" onClick={onKept}>
          {t('security.codesKept')}
        </Button>
      </div>
    </section>
  )
}
