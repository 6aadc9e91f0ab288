import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { UserActor } from '../../access/index.ts'
import { deleteDocuments } from '../../library/index.ts'
import { openTestCore, type ScriptedModel, startScriptedModel, type TestCore } from '../../testing/index.ts'
import { ask, cancelRun, deleteQuery, getQuery, rerun, watchRun } from '../index.ts'
import type { RunEvent } from '../schema.ts'

const texts = {
  Glass:
    'Bioactive glass bonds to bone. It was first made by Larry Hench at the University of Florida in 1969. The original composition is called 45S5.',
  Tides:
    'Tides are caused mainly by the gravity of the Moon. Spring tides happen when Sun, Moon and Earth are in line. Neap tides are the weakest.',
  Sourdough:
    'A sourdough starter is fed with flour and water. Wild yeast and lactic acid bacteria raise the bread. Rye starters ferment faster than wheat starters.',
}
const question = 'When was bioactive glass first made, and by whom?'
const print = (fields: object, message?: string) =>
  process.stderr.write(`${message} ${JSON.stringify(fields)} ${(fields as { err?: Error }).err?.stack}\n`)
const loud = { debug() {}, info() {}, warn: print, error: print }
const never = new AbortController().signal

async function collect(test: TestCore, actor: UserActor, runId: string, lastEventId?: string, core = test.core) {
  const events: RunEvent[] = []
  for await (const event of watchRun(core, actor, { runId, lastEventId }, never)) events.push(event)
  return events
}

/** Waits for the first event that fits, then stops watching. */
async function until(test: TestCore, actor: UserActor, runId: string, fits: (event: RunEvent) => boolean) {
  for await (const event of watchRun(test.core, actor, { runId }, never)) if (fits(event)) return event
  throw new Error('the run ended before')
}

describe('a question without a model', () => {
  let test: TestCore
  let ada: UserActor
  let collectionId: string
  beforeAll(async () => {
    test = await openTestCore({ log: loud })
    ada = await test.addUser()
    collectionId = await test.addCollection(ada, texts)
  })
  afterAll(() => test.close())

  it('is answered by quotations, each with its citation and verdict', async () => {
    const { queryId, runId } = await ask(test.core, ada, { question, collectionIds: [collectionId] })
    const events = await collect(test, ada, runId)
    const types = new Set(events.map((event) => event.type))
    for (const type of ['status', 'plan', 'hits', 'claim', 'citation', 'verdict', 'done']) expect(types).toContain(type)
    expect(events.map((event) => event.seq)).toEqual(events.map((_, i) => i + 1))
    const stored = await getQuery(test.core, ada, queryId)
    expect(stored).toMatchObject({ status: 'completed', answer: { kind: 'extractive', partial: false }, model: null })
    const claims = stored.answer?.claims ?? []
    expect(claims.map((claim) => claim.text).join(' ')).toContain('Hench')
    for (const claim of claims) {
      expect(claim.citations.length).toBeGreaterThan(0)
      expect(texts.Glass.slice(claim.citations[0]?.start, claim.citations[0]?.end)).toBe(claim.citations[0]?.quote)
    }
    expect(Object.keys(stored.timings.steps).sort()).toEqual(['cite', 'fact-check', 'plan', 'retrieve', 'synthesize'])
  })

  it('is replayed the same from any event', async () => {
    const { runId } = await ask(test.core, ada, { question, collectionIds: [collectionId] })
    const events = await collect(test, ada, runId)
    for (const { seq } of events) {
      expect(await collect(test, ada, runId, String(seq))).toEqual(events.slice(seq))
    }
    expect(await collect(test, ada, runId)).toEqual(events)
  })

  it('is told plainly when nothing relevant was found', async () => {
    const asked = await ask(test.core, ada, {
      question: 'What is the capital gains tax rate in Bhutan?',
      collectionIds: [collectionId],
    })
    await collect(test, ada, asked.runId)
    expect((await getQuery(test.core, ada, asked.queryId)).answer).toMatchObject({ kind: 'none', claims: [] })
  })

  it('finds nothing for who may read nothing', async () => {
    const stranger = await test.addUser()
    const asked = await ask(test.core, stranger, { question })
    const events = await collect(test, stranger, asked.runId)
    expect(events.find((event) => event.type === 'hits')).toMatchObject({ hits: [] })
    expect(JSON.stringify(events)).not.toContain('Hench')
  })

  it('is told to nobody but its asker', async () => {
    const stranger = await test.addUser()
    const { runId, queryId } = await ask(test.core, ada, { question, collectionIds: [collectionId] })
    await expect(collect(test, stranger, runId)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(getQuery(test.core, stranger, queryId)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(cancelRun(test.core, stranger, runId)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(deleteQuery(test.core, stranger, queryId)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await collect(test, ada, runId)
  })

  it('loses the words of a document that is deleted, in the answer and in the events', async () => {
    const own = await test.addCollection(ada, texts)
    const { runId, queryId } = await ask(test.core, ada, { question, collectionIds: [own] })
    await collect(test, ada, runId)
    const document = await test.db.prisma.document.findFirstOrThrow({
      where: { collectionId: own, externalId: 'Glass' },
    })
    await deleteDocuments(test.core, ada, [document.id])
    const { answer } = await getQuery(test.core, ada, queryId)
    expect(answer?.claims.every((claim) => claim.withheld && claim.text === '' && claim.citations.length === 0)).toBe(
      true,
    )
    const traces = await test.db.prisma.runEvent.findMany({ where: { runId } })
    expect(JSON.stringify(traces)).not.toMatch(/Hench|bonds to bone/)
    const seqs = (await collect(test, ada, runId)).map((event) => event.seq)
    expect(seqs).toEqual(seqs.map((_, i) => i + 1))
  })

  it('shows an old answer without documents that are no longer shared', async () => {
    const ben = await test.addUser()
    const shared = await test.addCollection(ada, texts)
    const member = { collectionId: shared, userId: ben.userId }
    await test.db.prisma.collectionMember.create({ data: { ...member, level: 'viewer' } })
    const { runId, queryId } = await ask(test.core, ben, { question, collectionIds: [shared] })
    await collect(test, ben, runId)
    expect(JSON.stringify(await getQuery(test.core, ben, queryId))).toContain('Hench')
    await test.db.prisma.collectionMember.delete({ where: { collectionId_userId: member } })
    expect(JSON.stringify((await getQuery(test.core, ben, queryId)).answer)).not.toContain('Hench')
    expect(JSON.stringify(await collect(test, ben, runId))).not.toContain('Hench')
  })
})

describe('a question with a model', () => {
  let test: TestCore
  let model: ScriptedModel
  let ada: UserActor
  let collectionId: string
  beforeAll(async () => {
    model = await startScriptedModel()
    test = await openTestCore({
      model: { url: model.url, model: 'scripted', timeouts: { gapMs: 2000, firstTokenMs: 2000 } },
    })
    ada = await test.addUser()
    collectionId = await test.addCollection(ada, texts)
  })
  afterAll(async () => {
    await test.close()
    await model.close()
  })
  const start = () => ask(test.core, ada, { question, collectionIds: [collectionId] })

  it('is written from the passages, cited while it streams and then checked', async () => {
    model.set({})
    const { runId, queryId } = await start()
    const events = await collect(test, ada, runId)
    expect(events.filter((event) => event.type === 'text').length).toBeGreaterThan(0)
    const { answer, model: name, usage } = await getQuery(test.core, ada, queryId)
    expect(answer).toMatchObject({ kind: 'generated' })
    expect(name).toBe('scripted')
    expect(usage.modelCalls).toBe(1)
    expect(answer?.claims.some((claim) => claim.verdict === 'supported' && claim.citations.length > 0)).toBe(true)
  })

  it('never calls a sentence supported that the passages do not hold', async () => {
    model.set({ text: 'Bioactive glass was first made by Marie Curie in 1911 [1]. Whales sing at night [2].' })
    const { runId, queryId } = await start()
    await collect(test, ada, runId)
    const { answer } = await getQuery(test.core, ada, queryId)
    expect(answer?.claims.length).toBe(2)
    expect(answer?.claims.map((claim) => claim.verdict)).not.toContain('supported')
  })

  it.each([
    ['hangs', { fault: 'hang' as const }, 'model_timeout'],
    ['answers 500', { fault: 'error' as const }, 'model_unavailable'],
    ['answers garbage', { fault: 'garbage' as const, afterChunks: 2 }, 'model_protocol'],
    ['says nothing', { fault: 'empty' as const }, 'model_protocol'],
  ])('ends as a typed failure when the model %s', async (_name, script, code) => {
    model.set(script)
    const { runId, queryId } = await start()
    const events = await collect(test, ada, runId)
    expect(events.at(-1)).toMatchObject({ type: 'failed', code })
    expect(await getQuery(test.core, ada, queryId)).toMatchObject({
      status: 'failed',
      answer: null,
      runs: [{ error: { code } }],
    })
    model.set({})
  })

  it('row 24: stops the call when it is cancelled, and can be asked again', async () => {
    await new Promise((resolve) => setTimeout(resolve, 10))
    model.set({ text: 'Slow words follow one another here for long. '.repeat(50), gapMs: 200 })
    const { runId, queryId } = await start()
    await until(test, ada, runId, (event) => event.type === 'text')
    await cancelRun(test.core, ada, runId)
    const events = await collect(test, ada, runId)
    expect(events.at(-1)).toMatchObject({ type: 'failed', code: 'cancelled' })
    expect(await getQuery(test.core, ada, queryId)).toMatchObject({ status: 'cancelled' })
    await expect.poll(() => model.calls.at(-1)?.aborted).toBe(true)
    model.set({})
    const again = await rerun(test.core, ada, queryId)
    expect(again.queryId).toBe(queryId)
    await collect(test, ada, again.runId)
    expect(await getQuery(test.core, ada, queryId)).toMatchObject({
      status: 'completed',
      runs: [{ attempt: 1 }, { attempt: 2 }],
    })
  })

  it('is finished by another worker when its own is lost, which then writes nothing more', async () => {
    model.set({ text: 'Slow words follow one another here for long. '.repeat(50), gapMs: 200 })
    const { runId, queryId } = await start()
    await until(test, ada, runId, (event) => event.type === 'text')
    const first = test.core
    model.set({})
    // What the database sees of a worker that was frozen: a lease that ran out and that it cannot renew.
    await test.db.pool.query(
      `UPDATE runs SET lease_owner = 'frozen', lease_until = now() - interval '1 minute' WHERE id = $1`,
      [runId],
    )
    await test.reopen()
    const events = await collect(test, ada, runId)
    expect(events.map((event) => event.seq)).toEqual(events.map((_, i) => i + 1))
    expect(events.filter((event) => event.type === 'status' && event.reset)).toHaveLength(1)
    expect(events.at(-1)?.type).toBe('done')
    const { answer } = await getQuery(test.core, ada, queryId)
    expect(answer?.claims.map((claim) => claim.text).join(' ')).not.toContain('Slow words')
    expect(await collect(test, ada, runId, undefined, first)).toEqual(events)
  })
})
