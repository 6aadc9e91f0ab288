import { actAs, iterateAs } from '@sarvanom/db'
import { createTestDatabase } from '@sarvanom/db/testing'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { UserActor } from '../../access/index.ts'
import {
  analyticsOverview,
  analyticsQuestions,
  analyticsSearches,
  analyticsTimeseries,
  analyticsTop,
  exportAnalytics,
} from '../index.ts'
import { granularities, questionKinds, topLists } from '../schema.ts'
import { contextOf } from './compare.ts'
import { makeWorld, type World } from './world.ts'

const now = new Date('2026-06-20T12:00:00Z')
const base = { from: '2026-04-20', to: '2026-08-10', timeZone: 'UTC' }
let world: World
let ada: UserActor
let cleo: UserActor

beforeAll(async () => {
  world = await makeWorld(99, new Date('2026-06-15T12:00:00Z'))
  const [first = '', , third = ''] = world.users
  ada = world.actor(first, true)
  // A member of no collection.
  cleo = world.actor(third)
})
afterAll(() => world.db.drop())

const as = <T>(actor: UserActor, work: (context: ReturnType<typeof contextOf>) => Promise<T>) =>
  actAs(actor.userId, () => work(contextOf(world, now)))
async function csv(
  actor: UserActor,
  input: Partial<Parameters<typeof exportAnalytics>[2]> & Pick<Parameters<typeof exportAnalytics>[2], 'report'>,
) {
  const text = await as(actor, (context) =>
    exportAnalytics(context, actor, { ...base, granularity: 'day', kind: 'all', ...input }, { address: '192.0.2.1' }),
  )
  let whole = ''
  for await (const piece of iterateAs(actor.userId, text)) whole += piece
  return whole.split('\r\n').slice(0, -1)
}
const audited = () => world.db.prisma.auditEvent.findMany({ where: { action: 'analytics.export' } })

describe('whose figures', () => {
  it('are one’s own without the permission, and everybody’s with it', async () => {
    const own = await as(cleo, (context) => analyticsOverview(context, cleo, base))
    const all = await as(ada, (context) => analyticsOverview(context, ada, base))
    const asked = await world.db.prisma.query.count({ where: { userId: cleo.userId } })
    expect(own).toMatchObject({ scope: 'own', figures: { questions: asked, askers: 1 } })
    expect(all).toMatchObject({ scope: 'all', figures: { questions: await world.db.prisma.query.count(), askers: 4 } })
    const mine = await as(ada, (context) => analyticsOverview(context, ada, { ...base, scope: 'own' }))
    expect(mine.scope).toBe('own')
    expect(await as(ada, (context) => analyticsOverview(context, ada, { ...base, userId: cleo.userId }))).toMatchObject(
      {
        scope: 'all',
        figures: own.figures,
      },
    )
  })

  it('are refused to who may not have them', async () => {
    for (const filter of [{ scope: 'all' as const }, { userId: ada.userId }, { userId: 'no-such-user' }]) {
      const input = { ...base, ...filter }
      const refused = [
        as(cleo, (context) => analyticsOverview(context, cleo, input)),
        as(cleo, (context) => analyticsTimeseries(context, cleo, { ...input, granularity: 'day' })),
        as(cleo, (context) => analyticsTop(context, cleo, { ...input, list: 'documents', limit: 5 })),
        as(cleo, (context) => analyticsQuestions(context, cleo, { ...input, kind: 'all', limit: 5 })),
        as(cleo, (context) => analyticsSearches(context, cleo, { ...input, limit: 5 })),
        csv(cleo, { report: 'questions', ...filter }),
      ]
      for (const one of refused) await expect(one).rejects.toMatchObject({ code: 'FORBIDDEN' })
    }
    const people = { ...base, list: 'people' as const, limit: 5 }
    await expect(as(cleo, (context) => analyticsTop(context, cleo, people))).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    await expect(csv(cleo, { report: 'people' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(await audited()).toEqual([])
  })

  it('of a collection that one cannot read are not found, also with the permission', async () => {
    const reader: UserActor = { ...cleo, permissions: new Set(['analytics:read']) }
    const tell = (collectionId: string) =>
      as(reader, (context) => analyticsOverview(context, reader, { ...base, collectionId })).catch((error) => ({
        ...error,
      }))
    const foreign = await tell(world.collections[0] ?? '')
    expect(foreign).toMatchObject({ code: 'NOT_FOUND' })
    expect(foreign).toEqual(await tell('no-such-collection'))
    await expect(
      as(ada, (context) => analyticsOverview(context, ada, { ...base, userId: 'nobody' })),
    ).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })

  it('cannot be one’s own and another’s at once', async () => {
    const both = { ...base, scope: 'own' as const, userId: cleo.userId }
    await expect(as(ada, (context) => analyticsOverview(context, ada, both))).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      fields: [{ path: 'userId' }],
    })
  })
})

describe('what is shown of others', () => {
  it('documents that one may not read have no title, and are never among the unused', async () => {
    const reader: UserActor = { ...cleo, permissions: new Set(['analytics:read']) }
    const list = (actor: UserActor, name: 'documents' | 'unused-documents', filter = {}) =>
      as(actor, (context) => analyticsTop(context, actor, { ...base, ...filter, list: name, limit: 100 }))
    const seen = (await list(reader, 'documents')).items
    expect(seen.length).toBeGreaterThan(0)
    for (const item of seen) expect(item).toMatchObject({ title: null, documentId: expect.any(String) })
    for (const item of (await list(ada, 'documents')).items)
      expect(item).toMatchObject({ title: expect.stringMatching(/^Paper/) })
    const none = { from: '2026-01-01', to: '2026-01-02' }
    expect((await list(reader, 'unused-documents', none)).items).toEqual([])
    expect((await list(ada, 'unused-documents', none)).items.length).toBeGreaterThan(0)
  })

  it('restricted documents are among the unused for who may read them alone', async () => {
    const { prisma } = world.db
    const [collectionId = ''] = world.collections
    await prisma.collectionMember.create({ data: { collectionId, userId: cleo.userId, level: 'viewer' } })
    const none = {
      ...base,
      from: '2026-01-01',
      to: '2026-01-02',
      collectionId,
      list: 'unused-documents' as const,
      limit: 100,
    }
    const ids = async () =>
      (await as(cleo, (context) => analyticsTop(context, cleo, none))).items.map(
        (one) => 'documentId' in one && one.documentId,
      )
    const [hidden = ''] = (await ids()).filter((id) => id !== false)
    await prisma.document.update({ where: { id: hidden }, data: { restricted: true } })
    expect(await ids()).not.toContain(hidden)
    await prisma.documentUser.create({ data: { documentId: hidden, userId: cleo.userId } })
    expect(await ids()).toContain(hidden)
    await prisma.collectionMember.deleteMany({ where: { collectionId, userId: cleo.userId } })
  })

  it('questions with names, and never an answer or the way to it', async () => {
    const all = await as(ada, (context) => analyticsQuestions(context, ada, { ...base, kind: 'all', limit: 100 }))
    for (const { user, threadId, question } of all.items) {
      expect(threadId === null).toBe(user.id !== ada.userId)
      expect(question).toMatch(/^Why/)
      expect(user.name).toEqual(expect.any(String))
    }
    expect(JSON.stringify(all)).not.toContain('Bees.')
    const own = await as(cleo, (context) => analyticsQuestions(context, cleo, { ...base, kind: 'all', limit: 100 }))
    expect(new Set(own.items.map(({ user }) => user.id))).toEqual(new Set([cleo.userId]))
    await expect(
      as(ada, (context) => analyticsQuestions(context, ada, { ...base, kind: 'all', limit: 5, cursor: 'mine' })),
    ).rejects.toMatchObject({ code: 'BAD_REQUEST', fields: [{ path: 'cursor' }] })
  })

  it('searches that found nothing, page by page', async () => {
    const where = { hits: 0, at: { gte: new Date('2026-04-20'), lt: new Date('2026-08-11') } }
    const expected = await world.db.prisma.search.findMany({ where, orderBy: [{ at: 'desc' }, { id: 'desc' }] })
    const listed: string[] = []
    let cursor: string | undefined
    do {
      const page = await as(ada, (context) => analyticsSearches(context, ada, { ...base, limit: 3, cursor }))
      listed.push(...page.items.map(({ id }) => id))
      cursor = page.nextCursor
    } while (cursor !== undefined)
    expect(listed).toEqual(expected.map(({ id }) => id))
  })
})

describe('the export', () => {
  it('is the figures that the procedures tell', async () => {
    const series = await as(ada, (context) => analyticsTimeseries(context, ada, { ...base, granularity: 'week' }))
    const lines = await csv(ada, { report: 'timeseries', granularity: 'week' })
    expect(lines).toHaveLength(series.buckets.length + 1)
    const [header = '', first = ''] = lines
    const row = Object.fromEntries(header.split(',').map((name, n) => [name, first.split(',')[n]]))
    const [bucket] = series.buckets
    expect(row).toMatchObject({
      start: bucket?.start,
      questions: String(bucket?.questions),
      cost: String(bucket?.model.cost),
    })
    for (const list of topLists) {
      const { items } = await as(ada, (context) => analyticsTop(context, ada, { ...base, list, limit: 100 }))
      expect(await csv(ada, { report: list }), list).toHaveLength(items.length + 1)
    }
    for (const kind of questionKinds) {
      const { items } = await as(ada, (context) => analyticsQuestions(context, ada, { ...base, kind, limit: 100 }))
      expect(await csv(ada, { report: 'questions', kind }), kind).toHaveLength(items.length + 1)
    }
  })

  it('of others’ rows is written down once, and one’s own is not', async () => {
    const before = (await audited()).length
    await csv(cleo, { report: 'questions' })
    await csv(ada, { report: 'searches', scope: 'own' })
    expect(await audited()).toHaveLength(before)
    await csv(ada, { report: 'searches', userId: cleo.userId })
    expect((await audited()).slice(before)).toMatchObject([
      {
        actorId: ada.userId,
        address: '192.0.2.1',
        detail: { report: 'searches', from: base.from, userId: cleo.userId },
      },
    ])
  })

  it('has no cell that a spreadsheet would run', async () => {
    const { prisma } = world.db
    const search = { userId: ada.userId, at: now, query: '=HYPERLINK("http://x","y")', hits: 0, tookMs: 1 }
    await prisma.search.create({ data: search })
    await prisma.user.update({ where: { id: ada.userId }, data: { name: '+Ada, "A"' } })
    const line = (await csv(ada, { report: 'searches', scope: 'own' })).find((one) => one.includes('HYPERLINK'))
    expect(line).toContain(`"'=HYPERLINK(""http://x"",""y"")"`)
    expect(line).toContain(`"'+Ada, ""A"""`)
  })
})

it('an empty installation has figures that say so', async () => {
  const db = await createTestDatabase()
  onTestFinished(() => db.drop())
  const { id } = await db.prisma.user.create({ data: { email: 'a@example.org', name: 'A', roleName: 'administrator' } })
  const actor: UserActor = { kind: 'user', userId: id, permissions: new Set(['analytics:read']) }
  const context = { ...contextOf({ ...world, db }, now) }
  const { figures, previous, currency } = await analyticsOverview(context, actor, { timeZone: 'UTC' })
  expect(figures).toEqual(previous)
  expect(currency).toBe('EUR')
  expect(figures).toMatchObject({
    questions: 0,
    askers: 0,
    timeToAnswerMs: { p50: null, p95: null },
    model: { calls: 0, cost: 0 },
  })
  for (const granularity of granularities) {
    const filter = { from: '2026-06-08', to: '2026-06-14', timeZone: 'UTC', granularity }
    const { buckets } = await analyticsTimeseries(context, actor, filter)
    expect(buckets).toHaveLength({ hour: 168, day: 7, week: 1, month: 1 }[granularity])
  }
  for (const list of topLists)
    expect((await analyticsTop(context, actor, { timeZone: 'UTC', list, limit: 10 })).items, list).toEqual([])
  for (const kind of questionKinds)
    expect(await analyticsQuestions(context, actor, { timeZone: 'UTC', kind, limit: 10 }), kind).toEqual({ items: [] })
  expect(await analyticsSearches(context, actor, { timeZone: 'UTC', limit: 10 })).toEqual({ items: [] })
})
