import { useQuery } from '@tanstack/react-query'
import { ErrorNote, SkeletonRows } from '../../../components/ui/states.tsx'
import { trpc } from '../../../lib/api.ts'
import { useText } from '../../../lib/i18n.ts'
import { Part } from '../part.tsx'
import { ModelPricesForm } from './model-prices-form.tsx'

export function ModelPricesPage() {
  const { t } = useText()
  const settings = useQuery(trpc.system.settings.get.queryOptions())
  return (
    <Part title={t('modelPrices.title')} lead={t('modelPrices.lead')}>
      {settings.isPending ? (
        <SkeletonRows count={3} className="h-16" />
      ) : settings.error ? (
        <ErrorNote error={settings.error} onRetry={() => void settings.refetch()} />
      ) : (
        <ModelPricesForm key={settings.dataUpdatedAt} prices={settings.data.models} />
      )}
    </Part>
  )
}
