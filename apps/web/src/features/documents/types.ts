import type { RouterOutputs } from '@sarvanom/api'

export type DocumentDetails = RouterOutputs['documents']['get']
