import type { Parts } from '../period.ts'
import type { Reach } from '../reach.ts'

const iso = (at: number) => new Date(at).toISOString()

/** $1 to $3 of the statements in this folder, and $4 where it is about one person. */
export const parametersOf = ({ person, collectionId }: Reach, { starts, end }: Parts): unknown[] => [
  starts.map(iso),
  iso(end),
  collectionId,
  ...(person === undefined ? [] : [person]),
]
