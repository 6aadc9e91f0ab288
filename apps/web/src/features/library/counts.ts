/** Documents per status, as `collections.get` and `collections.list` give it; a status without documents may be absent. */
export type Counts = Partial<Record<string, number>>

export const documentCount = (counts: Counts): number =>
  Object.values(counts).reduce<number>((sum, count) => sum + (count ?? 0), 0)

const settled = new Set(['indexed', 'failed'])

/** Documents that are waiting or being worked on. */
export const workingCount = (counts: Counts): number =>
  Object.entries(counts).reduce((sum, [status, count]) => (settled.has(status) ? sum : sum + (count ?? 0)), 0)
