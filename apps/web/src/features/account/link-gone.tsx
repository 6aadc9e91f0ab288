import type { Failure } from '../../lib/errors.ts'
import { useText } from '../../lib/i18n.ts'
import { AccountFrame } from './account-frame.tsx'
import { FrameLink } from './frame-link.tsx'

/** Whether the server refused the link itself, and not what was typed with it. */
export const isLinkGone = (failure: Failure | null): boolean =>
  failure !== null &&
  (failure.code === 'NOT_FOUND' || failure.fields['token'] !== undefined || failure.fields['invitation'] !== undefined)

/** A link that was used, replaced or is too old; which of these it is, is not told. */
export function LinkGone({ again = false }: { again?: boolean }) {
  const { t } = useText()
  return (
    <AccountFrame
      title={t('account.linkGoneTitle')}
      lead={t('account.linkGone')}
      links={
        <>
          <FrameLink to="/sign-in">{t('account.toSignIn')}</FrameLink>
          {again && <FrameLink to="/forgot">{t('account.linkAgain')}</FrameLink>}
        </>
      }
    />
  )
}
