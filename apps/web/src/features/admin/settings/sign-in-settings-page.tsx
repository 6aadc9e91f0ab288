import { useQuery } from '@tanstack/react-query'
import { ErrorNote, SkeletonRows } from '../../../components/ui/states.tsx'
import { trpc } from '../../../lib/api.ts'
import { useText } from '../../../lib/i18n.ts'
import { Part } from '../part.tsx'
import { SignInForm } from './sign-in-form.tsx'

export function SignInSettingsPage() {
  const { t } = useText()
  const settings = useQuery(trpc.system.settings.get.queryOptions())
  return (
    <Part title={t('signInSettings.title')}>
      {settings.isPending ? (
        <SkeletonRows count={4} className="h-24" />
      ) : settings.error ? (
        <ErrorNote error={settings.error} onRetry={() => void settings.refetch()} />
      ) : (
        <SignInForm key={settings.dataUpdatedAt} settings={settings.data} />
      )}
    </Part>
  )
}
