import { useQuery } from '@tanstack/react-query'
import { trpc } from '../../lib/api.ts'
import { useText } from '../../lib/i18n.ts'
import { modes } from '../ask/mode-picker.tsx'
import type { Agent } from './types.ts'

/** How thorough an agent is and where it searches, in one line. */
export function useScopeText() {
  const { t } = useText()
  const collections = useQuery(trpc.collections.list.queryOptions({ limit: 100 }))
  return ({ mode, collectionIds }: Pick<Agent, 'mode' | 'collectionIds'>): string => {
    const thoroughness = modes.find(({ value }) => value === mode)
    const names = collections.data?.items.filter(({ id }) => collectionIds?.includes(id)).map(({ name }) => name) ?? []
    const where =
      collectionIds === null
        ? t('ask.everywhere')
        : names.length > 0
          ? names.join(', ')
          : t('ask.collectionsChosen', { count: collectionIds.length })
    return `${thoroughness ? t(thoroughness.name) : mode} · ${where}`
  }
}
