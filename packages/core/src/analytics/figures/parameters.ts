import type { Parts } from '../period.ts'
import type { Reach } from '../reach.ts'
import type { Values } from '../snapshot.ts'
import type { Cover, Range } from './cover.ts'

const iso = (at: number) => new Date(at).toISOString()
const begins = (ranges: readonly Range[]) => ranges.map(({ from }) => iso(from))
const ends = (ranges: readonly Range[]) => ranges.map(({ to }) => iso(to))

/** What the SQL of this folder names: `collection` is '' for all of them. */
export function parametersOf({ collectionId, person }: Reach, parts: Parts): Values {
  const starts = parts.starts.map(iso)
  const end = iso(parts.end)
  return { starts, ends: [...starts.slice(1), end], end, collection: collectionId, person }
}

/** Further ones of statements about everybody. */
export const ofCover = ({ sums, rows }: Cover): Values => ({
  sumMinutes: sums.map(({ minutes }) => minutes),
  sumBegins: begins(sums),
  sumEnds: ends(sums),
  rowBegins: begins(rows),
  rowEnds: ends(rows),
})
