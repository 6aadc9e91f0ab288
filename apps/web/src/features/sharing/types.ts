import type { RouterOutputs } from '@sarvanom/api'

type Directory = RouterOutputs['directory']['search']

/** Somebody to share with: one person, or all members of a group. */
export type Entry = ({ kind: 'user' } & Directory['users'][number]) | ({ kind: 'group' } & Directory['groups'][number])

/** Of a chosen group the size may be unknown. */
export type Chosen =
  | Extract<Entry, { kind: 'user' }>
  | (Omit<Extract<Entry, { kind: 'group' }>, 'memberCount'> & { memberCount?: number })

export type Sharing = RouterOutputs['collections']['members']['list']
export type Level = RouterOutputs['collections']['get']['level']
export const levels = ['owner', 'editor', 'viewer'] as const satisfies readonly Level[]

/** A person and a group could have the same id. */
export const keyOf = ({ kind, id }: Pick<Entry, 'kind' | 'id'>): string => `${kind} ${id}`
