import type { OpenVersion } from '../store/versions.ts'
import { keywordLane, vectorLane } from './lanes.ts'

/**
 * Really searches in both ways, for anything at all.
 * @returns whether each works; `vector` is null where there is nothing to search by
 * @throws where neither works: the index cannot be read
 */
export async function tryLanes(version: OpenVersion): Promise<{ keyword: boolean; vector: boolean | null }> {
  const { table, embedder } = version
  const where = 'restricted = false'
  const anything = new Float32Array(table.dimensions).fill(1)
  const [keyword, vector] = await Promise.all([
    keywordLane(table, ['a'], where, 1),
    vectorLane(version, anything, where, 1),
  ])
  if (keyword.report.status === 'failed' && (!embedder || vector.report.status === 'failed')) throw keyword.error
  return { keyword: keyword.report.status === 'ok', vector: embedder ? vector.report.status === 'ok' : null }
}
