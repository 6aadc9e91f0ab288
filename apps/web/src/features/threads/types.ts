import type { RouterOutputs } from '@sarvanom/api'

export type ThreadQuery = RouterOutputs['threads']['get']['queries'][number]

/** A sentence, and perhaps one of its sources, of one question: what the evidence pane shows. */
export interface Pointed {
  queryId: string
  claim: number
  source?: number
}
