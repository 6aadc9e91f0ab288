import type { RouterOutputs } from '@sarvanom/api'

export type Account = RouterOutputs['account']['get']
export type Session = RouterOutputs['auth']['sessions']['list']['items'][number]
export type ApiKey = RouterOutputs['auth']['apiKeys']['list']['items'][number]
