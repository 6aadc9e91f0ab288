import type { RouterOutputs } from '@sarvanom/api'

export type Timeline = RouterOutputs['queries']['timeline']
export type TimelineSpan = Timeline['spans'][number]
