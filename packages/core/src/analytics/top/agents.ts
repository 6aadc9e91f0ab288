import { readCover } from '../figures/cover.ts'
import { stepLatencies } from '../figures/run-sums.ts'
import { countClasses, quantilesOf } from '../latency.ts'
import type { Parts } from '../period.ts'
import type { Reach } from '../reach.ts'
import type { TopItem } from '../schema.ts'
import type { Read } from '../snapshot.ts'

/** In the order of the bytes that `record_runs` writes. */
const agents = ['planner', 'retriever', 'synthesizer', 'fact-checker', 'citer']
const recordSize = agents.length + 1

/** The agents of runs, those that most runs needed first; none that did nothing. */
export async function topAgents(read: Read, reach: Reach, parts: Parts): Promise<TopItem[]> {
  const records = await stepLatencies(read, reach, parts, await readCover(read, reach, parts))
  const failures = countClasses(records, agents.length, recordSize)
  return agents
    .map((agent, n) => {
      const times = countClasses(records, n, recordSize)
      const failed = failures[n + 1] ?? 0
      const completed = times.subarray(1).reduce((sum, count) => sum + count, 0)
      return { list: 'agents' as const, agent, runs: completed + failed, failed, durationMs: quantilesOf(times) }
    })
    .filter(({ runs }) => runs > 0)
    .sort((a, b) => b.runs - a.runs)
}
