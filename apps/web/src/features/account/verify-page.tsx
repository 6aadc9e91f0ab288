import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, buttonClass } from '../../components/ui/button.tsx'
import { queryClient, trpc } from '../../lib/api.ts'
import { failureOf } from '../../lib/errors.ts'
import { useText } from '../../lib/i18n.ts'
import { useLinkToken } from '../../lib/link-token.ts'
import { useUser } from '../../lib/session.ts'
import { AccountFrame } from './account-frame.tsx'
import { isLinkGone, LinkGone } from './link-gone.tsx'
import { Problem } from './problem.tsx'

/**
 * Where the link of a confirmation message leads. A person has to press the button: programs that look at links in
 * mail also run the page, and would spend the token.
 */
export function VerifyPage() {
  const { t } = useText()
  const user = useUser()
  const token = useLinkToken()
  const verify = useMutation(
    trpc.auth.verifyEmail.mutationOptions({
      meta: { public: true },
      onSuccess: () => queryClient.invalidateQueries(trpc.auth.status.queryFilter()),
    }),
  )
  if (verify.isSuccess)
    return (
      <AccountFrame title={t('account.verifyDoneTitle')} lead={t('account.verifyDone')}>
        <Link to="/" search={{}} className={buttonClass({ variant: 'primary', size: 'lg' })}>
          {user ? t('account.goOn') : t('account.signIn')}
        </Link>
      </AccountFrame>
    )
  const failure = verify.error && failureOf(verify.error)
  if (token === '' || isLinkGone(failure)) return <LinkGone />
  return (
    <AccountFrame
      title={t('account.verifyTitle')}
      lead={t('account.verifyLead')}
      onSubmit={() => verify.mutate({ token })}
    >
      <Problem failure={failure} />
      <Button type="submit" variant="primary" size="lg" busy={verify.isPending}>
        {t('account.verify')}
      </Button>
    </AccountFrame>
  )
}
