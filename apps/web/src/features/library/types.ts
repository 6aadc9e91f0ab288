import type { RouterOutputs } from '@sarvanom/api'

export type CollectionItem = RouterOutputs['collections']['get']
export type DocumentItem = RouterOutputs['documents']['list']['items'][number]
export type DocumentStatus = DocumentItem['status']
