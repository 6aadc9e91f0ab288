import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startChild } from '../lib/child.ts'
import { compare, type Result } from '../lib/compare.ts'
import { rate, type Shot } from '../lib/load.ts'

const turnMs = 250
const idleMs = 2000
/** Some two thousand calls: before, a part of what runs is not compiled yet, and most of that is what only the watched server runs. */
const warmUpMs = 6000

interface Ready {
  on: number
  off: number
  cookie: string
  documentId: string
  collectionId: string
  words: string[]
}

/**
 * What watching costs: metrics, logs and the watch for slow statements on, against all of them off. By processor time, which is
 * what they take, and which does not depend on what else the machine does; in turns of a quarter of a second, because
 * processors are not equally fast for long. The watchdog watches the whole process and does nothing for a request: it is
 * measured while the process is idle.
 */
export async function overhead(): Promise<Result[]> {
  const server = await startChild<Ready>(join(import.meta.dirname, 'server.ts'))
  const { on, off, cookie, documentId, collectionId, words } = server.ready
  const shot = (procedure: string, input?: object): Shot => ({
    method: 'GET',
    path: `/trpc/${procedure}${input ? `?input=${encodeURIComponent(JSON.stringify(input))}` : ''}`,
    headers: { cookie },
  })
  const scenes: [name: string, shots: Shot[], connections: number][] = [
    ['signed-in call without database', [shot('collections.get')], 8],
    ['one-row read', [shot('documents.get', { id: documentId })], 8],
    [
      'search.retrieve',
      words.map((word) => shot('search.retrieve', { query: word, collectionIds: [collectionId], limit: 10 })),
      4,
    ],
  ]
  /** Seconds of processor time of the server's process so far, all its threads included. */
  const spent = async (watchdog: boolean) => ((await server.ask({ watchdog })) as { cpuSeconds: number }).cpuSeconds
  /** Answers for each second of processor time. */
  async function efficiency(port: number, shots: Shot[], connections: number) {
    const before = await spent(true)
    const begun = performance.now()
    const answered = (await rate(port, shots, { connections, ms: turnMs })) * ((performance.now() - begun) / 1000)
    return answered / ((await spent(true)) - before)
  }
  /** What an idle server leaves of a processor. */
  async function left(watchdog: boolean) {
    await spent(watchdog)
    const before = await spent(watchdog)
    await sleep(idleMs)
    return 1 - ((await spent(watchdog)) - before) / (idleMs / 1000)
  }
  const results: Result[] = []
  try {
    for (const [name, shots, connections] of scenes) {
      for (const port of [on, off]) await rate(port, shots, { connections, ms: warmUpMs })
      results.push(
        await compare({
          name: `watched ÷ unwatched: ${name}`,
          goal: '≥ 0.95',
          unit: '/CPU s',
          rounds: 120,
          ours: () => efficiency(on, shots, connections),
          other: () => efficiency(off, shots, connections),
        }),
      )
    }
    results.push(
      await compare({
        name: 'left of a processor by an idle server: with ÷ without watchdog',
        goal: '≥ 0.95',
        unit: '',
        rounds: 9,
        ours: () => left(true),
        other: () => left(false),
      }),
    )
  } finally {
    await server.stop()
  }
  return results
}
