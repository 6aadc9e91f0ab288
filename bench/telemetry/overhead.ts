import { join } from 'node:path'
import { startChild } from '../lib/child.ts'
import { compare, type Result } from '../lib/compare.ts'
import { rate, type Shot } from '../lib/load.ts'

interface Ready {
  on: number
  off: number
  cookie: string
  documentId: string
  collectionId: string
  words: string[]
}

/**
 * What watching costs: metrics, logs, the watch for slow statements and the watchdog on, against all of them off. By
 * processor time, which is what they take, and which does not depend on what else the machine does.
 */
export async function overhead(): Promise<Result[]> {
  const server = await startChild<Ready>(join(import.meta.dirname, 'server.ts'))
  const { on, off, cookie, documentId, collectionId, words } = server.ready
  const shot = (procedure: string, input?: object): Shot => ({
    method: 'GET',
    path: `/trpc/${procedure}${input ? `?input=${encodeURIComponent(JSON.stringify(input))}` : ''}`,
    headers: { cookie },
  })
  const scenes: [name: string, shots: Shot[], load: { connections: number; ms: number }][] = [
    ['signed-in call without database', [shot('collections.get')], { connections: 8, ms: 1000 }],
    ['one-row read', [shot('documents.get', { id: documentId })], { connections: 8, ms: 1000 }],
    [
      'search.retrieve',
      words.map((word) => shot('search.retrieve', { query: word, collectionIds: [collectionId], limit: 10 })),
      { connections: 4, ms: 1000 },
    ],
  ]
  /** Answers for each second of processor time of the server's process, all its threads included. */
  async function efficiency(isOn: boolean, shots: Shot[], load: { connections: number; ms: number }) {
    const spent = async () => ((await server.ask({ watch: isOn })) as { cpuSeconds: number }).cpuSeconds
    await spent()
    const before = await spent()
    const begun = performance.now()
    const answered = (await rate(isOn ? on : off, shots, load)) * ((performance.now() - begun) / 1000)
    return answered / ((await spent()) - before)
  }
  const results: Result[] = []
  try {
    for (const [name, shots, load] of scenes) {
      results.push(
        await compare({
          name: `watched ÷ unwatched: ${name}`,
          goal: '≥ 0.95',
          unit: '/CPU s',
          rounds: 25,
          ours: () => efficiency(true, shots, load),
          other: () => efficiency(false, shots, load),
        }),
      )
    }
  } finally {
    await server.stop()
  }
  return results
}
