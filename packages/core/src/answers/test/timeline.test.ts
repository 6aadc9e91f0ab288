import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { UserActor } from '../../access/index.ts'
import { deleteDocuments } from '../../library/index.ts'
import { slowRuns } from '../../performance/index.ts'
import { openTestCore, type ScriptedModel, startScriptedModel, type TestCore } from '../../testing/index.ts'
import { ask, rerun, runTimeline, watchRun } from '../index.ts'

const texts = {
  Glass:
    'Bioactive glass bonds to bone. It was first made by Larry Hench at the University of Florida in 1969. The original composition is called 45S5.',
}
const question = 'When was bioactive glass first made, and by whom?'
const never = new AbortController().signal

let test: TestCore
let model: ScriptedModel
let ada: UserActor
let collectionId: string
beforeAll(async () => {
  model = await startScriptedModel()
  test = await openTestCore({ model: { url: model.url, model: 'scripted', timeouts: { firstTokenMs: 2000 } } })
  ada = await test.addUser()
  collectionId = await test.addCollection(ada, texts)
})
afterAll(async () => {
  await test.close()
  await model.close()
})

async function ended(runId: string) {
  for await (const event of watchRun(test.core, ada, { runId }, never)) void event
}
async function asked(collection = collectionId) {
  const { queryId, runId } = await ask(test.core, ada, { question, collectionIds: [collection] })
  await ended(runId)
  return { queryId, runId }
}

describe('the timeline of an answer', () => {
  it('has the wait, every step, the lanes of its searches and the call of the model', async () => {
    const { queryId, runId } = await asked()
    const timeline = await runTimeline(test.core, ada, { id: queryId })
    expect(timeline).toMatchObject({ runId, attempt: 1, status: 'completed', takeovers: 0, usage: { modelCalls: 1 } })
    const names = timeline.spans.filter(({ parent }) => parent === null).map(({ name }) => name)
    expect(names).toEqual(['waiting', 'preparing', 'plan', 'retrieve', 'synthesize', 'fact-check', 'cite'])
    const parts = (parent: string) => timeline.spans.filter((span) => span.parent === parent)
    const [search] = parts('retrieve')
    expect(search?.name).toBe('search')
    expect(parts(search?.id ?? '').map(({ name }) => name)).toContain('keyword')
    const [call] = parts('synthesize')
    expect(call).toMatchObject({ name: 'model', firstMs: expect.any(Number) })
    expect(timeline.firstWordsMs).toBeLessThanOrEqual(timeline.totalMs ?? 0)
    for (const { startMs, durationMs, parent } of timeline.spans) {
      expect(durationMs).not.toBeNull()
      expect(startMs).toBeGreaterThanOrEqual(0)
      // a millisecond for what was rounded
      if (parent === null) expect(startMs + (durationMs ?? 0)).toBeLessThanOrEqual((timeline.totalMs ?? 0) + 1)
    }
  })

  it('is of the run that is asked for', async () => {
    const { queryId, runId } = await asked()
    const again = await rerun(test.core, ada, queryId)
    await ended(again.runId)
    expect(await runTimeline(test.core, ada, { id: queryId })).toMatchObject({ runId: again.runId, attempt: 2 })
    const first = await runTimeline(test.core, ada, { id: queryId, runId })
    expect(first).toMatchObject({ runId, attempts: [{ runId }, { runId: again.runId }] })
  })

  it('is nobody else’s, and of no other question', async () => {
    const [one, other] = [await asked(), await asked()]
    const stranger = await test.addUser()
    const refused = { code: 'NOT_FOUND' }
    await expect(runTimeline(test.core, stranger, { id: one.queryId })).rejects.toMatchObject(refused)
    await expect(runTimeline(test.core, ada, { id: one.queryId, runId: other.runId })).rejects.toMatchObject(refused)
  })

  it('says nothing of what was asked and found, nor after the document is gone', async () => {
    const own = await test.addCollection(ada, texts)
    const { queryId } = await asked(own)
    const { id } = await test.db.prisma.document.findFirstOrThrow({ where: { collectionId: own } })
    const told = async () => JSON.stringify(await runTimeline(test.core, ada, { id: queryId }))
    expect(await told()).not.toMatch(/glass|Hench/i)
    await deleteDocuments(test.core, ada, [id])
    expect(await told()).not.toMatch(/glass|Hench/i)
    expect(JSON.parse(await told())).toMatchObject({ passages: 0, status: 'completed' })
  })

  it('shows the step that failed until the end', async () => {
    model.set({ fault: 'error' })
    const { queryId } = await asked()
    model.set({})
    const { spans, status, answer } = await runTimeline(test.core, ada, { id: queryId })
    expect({ status, answer }).toEqual({ status: 'failed', answer: null })
    expect(spans.at(-1)).toMatchObject({ name: 'synthesize', state: 'failed' })
  })

  it('tells that another worker had to go on', async () => {
    model.set({ text: 'Slow words follow one another here for long. '.repeat(50), gapMs: 200 })
    const { queryId, runId } = await ask(test.core, ada, { question, collectionIds: [collectionId] })
    for await (const event of watchRun(test.core, ada, { runId }, never)) if (event.type === 'text') break
    model.set({})
    await test.db.pool.query(
      `UPDATE runs SET lease_owner = 'frozen', lease_until = now() - interval '1 minute' WHERE id = $1`,
      [runId],
    )
    await test.reopen()
    await ended(runId)
    const { spans, takeovers } = await runTimeline(test.core, ada, { id: queryId })
    expect(takeovers).toBe(1)
    expect(spans.map(({ name, state }) => [name, state])).toEqual(
      expect.arrayContaining([
        ['synthesize', 'cut'],
        ['interrupted', 'done'],
        ['synthesize', 'done'],
      ]),
    )
  })
})

describe('the slowest runs', () => {
  it('are the completed ones of the period, with their stages and without what was asked', async () => {
    const { runId } = await asked()
    await test.db.prisma.run.update({
      where: { id: runId },
      data: { createdAt: new Date(Date.now() - 600_000) },
    })
    const { items } = await slowRuns({ db: test.db, clock: () => new Date() }, { limit: 3 })
    expect(items[0]).toMatchObject({ runId, mode: 'standard', kind: 'generated', modelCalls: 1, searches: 1 })
    expect(items[0]?.totalMs).toBeGreaterThan(599_000)
    expect(items[0]?.stages.map(({ name }) => name)).toEqual([
      'waiting',
      'plan',
      'retrieve',
      'synthesize',
      'fact-check',
      'cite',
    ])
    expect(items[0]?.lanes.length).toBeGreaterThan(0)
    expect(items[0]?.model?.ms).toBeGreaterThan(0)
    expect(JSON.stringify(items)).not.toMatch(/glass|Hench/i)
    const before = { from: '2020-01-01T00:00:00Z', to: '2020-02-01T00:00:00Z', limit: 3 }
    expect((await slowRuns({ db: test.db, clock: () => new Date() }, before)).items).toEqual([])
  })
})
