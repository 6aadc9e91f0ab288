import type { RouterOutputs } from '@sarvanom/api'

export type Agent = RouterOutputs['agents']['get']
export type BuiltInAgent = RouterOutputs['agents']['list']['builtIn'][number]
export type AgentRun = RouterOutputs['agents']['runs']['items'][number]
