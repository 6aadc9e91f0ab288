import { useQuery } from '@tanstack/react-query'
import { ErrorNote, SkeletonRows } from '../../../components/ui/states.tsx'
import { trpc } from '../../../lib/api.ts'
import { useText } from '../../../lib/i18n.ts'
import { ChangePassword } from './change-password.tsx'
import { SecondFactor } from './second-factor.tsx'
import { Section } from './section.tsx'

/** Second factor and password. */
export function SecurityPage() {
  const { t } = useText()
  const account = useQuery(trpc.account.get.queryOptions())
  if (account.error) return <ErrorNote error={account.error} onRetry={() => void account.refetch()} />
  if (account.isPending) return <SkeletonRows count={2} className="h-40" />
  const password = (
    <Section key="password" title={t('security.passwordTitle')} text={t('security.passwordText')}>
      <ChangePassword email={account.data.email} />
    </Section>
  )
  const factor = (
    <Section key="factor" title={t('security.factorTitle')} text={t('security.factorText')}>
      <SecondFactor account={account.data} />
    </Section>
  )
  return <>{[factor, password]}</>
}
