import { actAs } from '@sarvanom/db'
import { afterEach, expect, it } from 'vitest'
import { ask, retrieve } from '../../index.ts'
import { openTestCore, type TestCore } from '../../testing/index.ts'
import { analyticsOverview, analyticsTop } from '../index.ts'
import { rollUp } from '../rollup.ts'

let test: TestCore
afterEach(() => test.close())

const texts = {
  Bees: 'Bees sleep between five and eight hours a day. They sleep in their hive at night.',
  Fish: 'Fish rest without closing their eyes, because they have no eyelids.',
}

it('what a real question and a real search leave is what is counted', async () => {
  test = await openTestCore()
  const { db, core } = test
  const actor = await test.addUser()
  const collectionId = await test.addCollection(actor, texts)
  const as = <T>(work: () => Promise<T>) => actAs(actor.userId, work)
  const { queryId, runId } = await as(() =>
    ask(core, actor, { question: 'How many hours do bees sleep?', mode: 'quick' }),
  )
  while ((await db.prisma.query.findFirstOrThrow({ where: { id: queryId } })).completedAt === null)
    await new Promise((resolve) => setTimeout(resolve, 20))
  const search = { query: 'bees', limit: 5, groupByDocument: false, collectionIds: [collectionId] }
  const { hits } = await as(() => retrieve(core, actor, search, new AbortController().signal))
  await core.searchLog.flush()

  const run = await db.prisma.run.findFirstOrThrow({ where: { id: runId } })
  const answer = await db.prisma.answer.findFirstOrThrow({
    where: { runId },
    include: { claims: { include: { citations: true } } },
  })
  expect(run).toMatchObject({ userId: actor.userId, answerKind: 'extractive', model: null, failedAgent: null })
  expect(run.supported + run.contradicted + run.notFound).toBe(answer.claims.length)
  expect(run.firstContentAt?.getTime()).toBeGreaterThanOrEqual(run.createdAt.getTime() - 1)
  expect(run.firstContentAt?.getTime()).toBeLessThanOrEqual(run.completedAt?.getTime() ?? 0)
  expect([...(run.stepLatencies ?? [])].map((byte) => byte > 0)).toEqual([true, true, true, true, true, false])
  const cited = new Set(answer.claims.flatMap(({ citations }) => citations.map((one) => one.documentId)))
  expect(new Set((await db.prisma.documentUse.findMany()).map((one) => one.documentId))).toEqual(cited)

  const today = { timeZone: 'UTC', collectionId }
  for (const rolled of [false, true]) {
    if (rolled) await rollUp(core)
    const { figures } = await as(() => analyticsOverview(core, actor, today))
    expect(figures).toMatchObject({
      questions: 1,
      askers: 1,
      answered: 1,
      searches: 1,
      searchesWithoutHits: hits.length === 0 ? 1 : 0,
      documents: { added: 2, indexed: 2, failed: 0 },
      model: { calls: 0, cost: null },
    })
    const { items } = await as(() => analyticsTop(core, actor, { ...today, list: 'documents', limit: 5 }))
    expect(items.map((one) => 'title' in one && one.title)).toContain('Bees')
  }
})
