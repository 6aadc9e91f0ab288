import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { failureOf, failureText } from '../../lib/errors.ts'
import { useText } from '../../lib/i18n.ts'
import { Button, buttonClass } from '../ui/button.tsx'
import { Logo } from '../ui/logo.tsx'
import { useTitle } from '../ui/page.tsx'
import { FailureIds } from '../ui/states.tsx'

function Message({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  useTitle(title)
  return (
    <main className="grid min-h-[80dvh] place-items-center px-6 py-12">
      <div className="grid max-w-md justify-items-start gap-3">
        <Logo />
        <h1 className="mt-3 font-semibold text-2xl tracking-tight">{title}</h1>
        <p className="text-ink-soft text-lg">{text}</p>
        <div className="mt-3 flex flex-wrap gap-2">{children}</div>
      </div>
    </main>
  )
}

export function NotFoundPage() {
  const { t } = useText()
  return (
    <Message title={t('errors.notFoundTitle')} text={t('errors.notFoundText')}>
      <Link to="/" className={buttonClass({ variant: 'primary' })}>
        {t('errors.home')}
      </Link>
    </Message>
  )
}

/** Where a page threw, or the server could not be asked at all. */
export function BrokenPage({ error, reset }: ErrorComponentProps) {
  const { t } = useText()
  const router = useRouter()
  const failure = failureOf(error)
  const known = failure.code !== 'UNKNOWN'
  return (
    <Message title={t('errors.brokenTitle')} text={known ? failureText(t, failure) : t('errors.brokenText')}>
      <Button
        variant="primary"
        onClick={() => {
          if (!known) return location.reload()
          reset()
          void router.invalidate()
        }}
      >
        {t('errors.reload')}
      </Button>
      <a href="/" className={buttonClass()}>
        {t('errors.home')}
      </a>
      <FailureIds failure={failure} className="w-full" />
    </Message>
  )
}
