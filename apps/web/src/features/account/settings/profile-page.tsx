import { useQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { buttonClass } from '../../../components/ui/button.tsx'
import { ErrorNote, SkeletonRows } from '../../../components/ui/states.tsx'
import { trpc } from '../../../lib/api.ts'
import { useText } from '../../../lib/i18n.ts'
import { DeleteAccount } from './delete-account.tsx'
import { ProfileForm } from './profile-form.tsx'
import { Section } from './section.tsx'

/** Who one is here, what one can take along, and the way out. */
export function ProfilePage() {
  const { t } = useText()
  const account = useQuery(trpc.account.get.queryOptions())
  if (account.error) return <ErrorNote error={account.error} onRetry={() => void account.refetch()} />
  if (account.isPending) return <SkeletonRows count={3} className="h-28" />
  return (
    <>
      <Section title={t('profile.title')} text={t('profile.text')}>
        <ProfileForm account={account.data} />
      </Section>
      <Section title={t('profile.dataTitle')} text={t('profile.dataText')}>
        <div>
          <a href="/api/account/export" download className={buttonClass()}>
            <Download size={15} aria-hidden />
            {t('profile.export')}
          </a>
        </div>
      </Section>
      <Section title={t('profile.deleteTitle')} text={t('profile.deleteText')}>
        <DeleteAccount owned={account.data.soleOwnerOf} />
      </Section>
    </>
  )
}
