import { afterAll, beforeAll, expect, it } from 'vitest'
import { fillLibrary, type Person, question, setUp } from './person.ts'
import { sized } from './scale.ts'
import { openStage, type Stage } from './stage.ts'
import { textOf, watchRun } from './watch.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage({ gapMs: 30 })
})
afterAll(() => stage.close())

/** Watches to the end by as many connections as it takes, each of which is cut after `every` events. */
async function watchInPieces(base: string, person: Person, runId: string, every: number) {
  const events = []
  for (let connections = 1; ; connections++) {
    const lastEventId = events.at(-1)?.id
    const piece = await watchRun(base, person, runId, { lastEventId, cutAfter: every })
    expect(piece.status).toBe(200)
    // What was on its way when it was cut has not been read.
    events.push(...piece.events.slice(0, every))
    if (events.at(-1)?.data.type === 'done') return { events, connections }
  }
}

it('a stream that is cut after every event, while the answer is written and afterwards, is the same for who comes back', async () => {
  const server = stage.start()
  const base = await server.ready()
  const admin = await setUp(base)
  await fillLibrary(base, admin)
  for (let n = 0; n < sized(1, 20); n++) {
    const calls = stage.model.calls.length
    const { data } = await admin.mutate(base, 'search.ask', { question })
    const runId = String(data.runId)
    const [whole, single, several] = await Promise.all([
      watchRun(base, admin, runId),
      watchInPieces(base, admin, runId, 1),
      watchInPieces(base, admin, runId, 3),
    ])
    expect(whole.returned).toBe(true)
    expect(whole.events.map(({ id }) => Number(id))).toEqual(whole.events.map((_, i) => i + 1))
    expect(textOf(whole.events)).toContain('1974')
    expect(single.connections).toBe(whole.events.length)
    expect(single.events).toEqual(whole.events)
    expect(several.events).toEqual(whole.events)
    // And once more from the stored events, where nobody works on the run any longer.
    expect((await watchInPieces(base, admin, runId, 1)).events).toEqual(whole.events)
    expect(stage.model.calls.length - calls).toBe(1)
  }
}, 300_000)
