import type { ModelSettings } from '../../settings/schema.ts'
import { costOf } from '../figures/cost.ts'
import { readCover } from '../figures/cover.ts'
import { modelSums } from '../figures/run-sums.ts'
import type { Parts } from '../period.ts'
import type { Reach } from '../reach.ts'
import type { TopItem } from '../schema.ts'
import type { Read } from '../snapshot.ts'

/** The models that wrote answers, those that wrote most first. */
export async function topModels(read: Read, reach: Reach, parts: Parts, prices: ModelSettings): Promise<TopItem[]> {
  const sums = await modelSums(read, reach, parts, await readCover(read, reach, parts))
  return sums
    .sort((a, b) => b.answers - a.answers || (a.model < b.model ? -1 : 1))
    .map((one) => ({ list: 'models', ...one, cost: costOf(prices, one) }))
}
