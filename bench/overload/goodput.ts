import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  addPerson,
  fillLibrary,
  type Person,
  question,
  setUp,
  setupCode,
} from '../../apps/server/test/faults/person.ts'
import { startServer } from '../../apps/server/test/server-process.ts'
import { compare, type Result } from '../lib/compare.ts'
import { flood, rate, type Shot } from '../lib/load.ts'

const people = 20
const connections = 32
const times = 5
/** Long beside the two seconds that a request may wait, of which the first is spent on filling the queue. */
const floodMs = 12_000
const peakMs = 4000
/** What waits is answered by then. */
const restMs = 3000
const refusalGoalMs = 50

/**
 * What is left of the best rate when five times as much is asked for, by twenty people, and how quickly the rest is refused.
 * The requests are sent by this process on the same machine, which takes a part of the processors.
 */
export async function goodput(): Promise<Result[]> {
  const folder = await mkdtemp(join(tmpdir(), 'sarvanom-bench-'))
  const server = startServer({ data: folder, env: { SARVANOM_SETUP_CODE: setupCode, LOG_LEVEL: 'info' } })
  try {
    const base = await server.ready()
    const admin = await setUp(base)
    const collectionId = await fillLibrary(base, admin)
    const documents = await admin.query(base, 'documents.list', { collectionId })
    const persons: Person[] = []
    while (persons.length < people) persons.push(await addPerson(base, admin, collectionId))
    const shots = (procedure: string, input: object): Shot[] =>
      persons.map(({ cookie }) => ({
        method: 'GET',
        path: `/trpc/${procedure}?input=${encodeURIComponent(JSON.stringify(input))}`,
        headers: { cookie },
      }))
    const port = Number(new URL(base).port)
    const results: Result[] = []
    for (const [name, scene] of [
      ['one-row read', shots('documents.get', { id: String(documents.data.items[0].id) })],
      ['search.retrieve', shots('search.retrieve', { query: question, collectionIds: [collectionId] })],
    ] as const) {
      results.push(...(await underFlood(name, port, scene)))
    }
    return results
  } finally {
    server.signal('SIGTERM')
    await server.ended()
    await rm(folder, { recursive: true, force: true })
  }
}

async function underFlood(name: string, port: number, shots: readonly Shot[]): Promise<Result[]> {
  const refusedMs: number[] = []
  let best = await rate(port, shots, { connections, ms: peakMs })
  const result = await compare({
    name: `answers at ${times} times the load ÷ best rate: ${name}`,
    goal: '≥ 0.80',
    unit: '/s',
    async ours() {
      const seen = await flood(port, shots, best * times, floodMs)
      if (seen.wrong > 0) throw new Error(`${seen.wrong} answers were neither 200 nor 503 with Retry-After`)
      refusedMs.push(...seen.refusedMs)
      await sleep(restMs)
      return seen.goodput
    },
    async other() {
      best = await rate(port, shots, { connections, ms: peakMs })
      return best
    },
  })
  const p95 = refusedMs.sort((a, b) => a - b)[Math.floor(refusedMs.length * 0.95)] ?? 0
  const ratio = p95 / refusalGoalMs
  const refusal: Result = {
    name: `95th percentile of refusals ÷ ${refusalGoalMs} ms: ${name}`,
    ratio,
    interval: [ratio, ratio],
    goal: '≤ 1',
    ours: `${p95.toFixed(1)} ms`,
    other: `${refusalGoalMs} ms`,
    rounds: result.rounds,
  }
  return [result, refusal]
}
