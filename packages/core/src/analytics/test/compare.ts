import { actAs } from '@sarvanom/db'
import { expect } from 'vitest'
import { modelSettingsSchema, signInSettingsSchema } from '../../settings/schema.ts'
import { analyticsOverview, analyticsQuestions, analyticsTimeseries, analyticsTop } from '../index.ts'
import { type Figures, granularities, questionKinds } from '../schema.ts'
import {
  exactQuantile,
  type Facts,
  type Filter,
  figuresOf,
  keyOf,
  matches,
  type NaiveFigures,
  readFacts,
} from './naive.ts'
import type { World } from './world.ts'

export const contextOf = ({ db }: World, now: Date) => ({
  db,
  clock: () => now,
  settings: {
    get: async () => ({
      signIn: signInSettingsSchema.parse({}),
      models: modelSettingsSchema.parse({ currency: 'EUR', inputPricePerMillion: 2, outputPricePerMillion: 8 }),
      logging: { level: null },
      mail: { configured: false, from: null },
    }),
  },
})

/** Latencies are told to 3 %, and to a millisecond. */
function expectClose(told: number | null, exact: number | null, what: string) {
  if (told === null || exact === null) return expect(told, what).toBe(exact)
  expect(Math.abs(told - exact), `${what}: ${told} for ${exact}`).toBeLessThanOrEqual(exact * 0.03 + 1)
}

function expectFigures(told: Figures, exact: NaiveFigures, what: string) {
  const { timeToAnswerMs, timeToFirstContentMs, model, ...counts } = told
  const { timeToAnswerMs: answer, timeToFirstContentMs: first, model: spent, ...exactCounts } = exact
  expect(counts, what).toEqual(exactCounts)
  expect(model, what).toEqual({ ...spent, cost: (spent.inputTokens * 2 + spent.outputTokens * 8) / 1_000_000 })
  for (const share of ['p50', 'p95'] as const) {
    expectClose(timeToAnswerMs[share], answer[share], `${what} ${share} of the time to answer`)
    expectClose(timeToFirstContentMs[share], first[share], `${what} ${share} of the first content`)
  }
}

interface Asked {
  world: World
  now: Date
  filter: Filter
}

/** Every figure of each filter against the rows themselves. The filters are of one time zone. */
export async function expectEqual(world: World, now: Date, filters: readonly Filter[]): Promise<void> {
  const facts = await readFacts(world.db, filters[0]?.timeZone ?? 'UTC')
  for (const filter of filters) {
    const asked = { world, now, filter }
    await expectSeries(asked, facts)
    await expectLists(asked, facts)
    await expectQuestions(asked, facts)
  }
}

const callerOf = ({ world }: Asked) => world.actor(world.users[0] ?? '', true)
const inName = <T>(asked: Asked, work: () => Promise<T>) => actAs(callerOf(asked).userId, work)

async function expectSeries(asked: Asked, facts: Facts) {
  const { world, now, filter } = asked
  const context = contextOf(world, now)
  const overview = await inName(asked, () => analyticsOverview(context, callerOf(asked), filter))
  expectFigures(overview.figures, figuresOf(facts, matches(filter)), 'overview')
  const days = Math.round((Date.parse(filter.to) - Date.parse(filter.from)) / 86_400_000) + 1
  const back = (date: string, by: number) => new Date(Date.parse(date) - by * 86_400_000).toISOString().slice(0, 10)
  const before = { ...filter, from: back(filter.from, days), to: back(filter.from, 1) }
  expectFigures(overview.previous, figuresOf(facts, matches(before)), 'the period before')
  for (const granularity of granularities) {
    if (granularity === 'hour' && days > 14) continue
    const series = await inName(asked, () => analyticsTimeseries(context, callerOf(asked), { ...filter, granularity }))
    const told = new Set<string>()
    for (const { start, ...figures } of series.buckets) {
      const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(start) ?? []
      const ahead = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
      const key = keyOf({ local: start.slice(0, 13), ahead }, granularity, filter.from)
      expect(told.has(key), `${granularity} ${start} comes twice`).toBe(false)
      told.add(key)
      const keep = (fact: Parameters<typeof keyOf>[0] & Parameters<ReturnType<typeof matches>>[0]) =>
        matches(filter)(fact) && keyOf(fact, granularity, filter.from) === key
      expectFigures(figures, figuresOf(facts, keep), `${granularity} ${start}`)
    }
    const missing = facts.questions.filter(matches(filter)).map((fact) => keyOf(fact, granularity, filter.from))
    expect(missing.filter((key) => !told.has(key))).toEqual([])
  }
}

const steps = {
  planner: 'plan',
  retriever: 'retrieve',
  synthesizer: 'synthesize',
  'fact-checker': 'fact-check',
  citer: 'cite',
}

async function expectLists(asked: Asked, facts: Facts) {
  const { world, now, filter } = asked
  const top = async (list: Parameters<typeof analyticsTop>[2]['list']) =>
    (await inName(asked, () => analyticsTop(contextOf(world, now), callerOf(asked), { ...filter, list, limit: 100 })))
      .items
  const runs = facts.runs.filter(matches(filter))
  const collectionOf = new Map(world.documents.map((one) => [one.id, one.collectionId]))
  const inPeriod = facts.runs.filter(matches({ ...filter, collectionId: undefined }))

  const uses = new Map<string, { claims: number; answers: number }>()
  for (const { documentId, claims } of inPeriod.flatMap(({ cited }) => cited)) {
    if (filter.collectionId !== undefined && collectionOf.get(documentId) !== filter.collectionId) continue
    const { claims: before = 0, answers = 0 } = uses.get(documentId) ?? {}
    uses.set(documentId, { claims: before + claims, answers: answers + 1 })
  }
  const documents = await top('documents')
  expect(
    Object.fromEntries(
      documents.flatMap((one) => (one.list === 'documents' ? [[one.documentId, [one.claims, one.answers]]] : [])),
    ),
  ).toEqual(Object.fromEntries([...uses].map(([id, { claims, answers }]) => [id, [claims, answers]])))
  const ranks = documents.map((one) => (one.list === 'documents' ? one.claims : 0))
  expect(ranks).toEqual(ranks.toSorted((a, b) => b - a))

  const cited = new Set(inPeriod.flatMap((run) => run.cited.map(({ documentId }) => documentId)))
  const { rows } = await world.db.pool.query<{ id: string; collection_id: string }>(
    `SELECT id, collection_id FROM documents WHERE status = 'indexed' ORDER BY created_at, id`,
  )
  expect((await top('unused-documents')).map((one) => 'documentId' in one && one.documentId)).toEqual(
    rows
      .filter(({ id, collection_id }) => !cited.has(id) && (filter.collectionId ?? collection_id) === collection_id)
      .map(({ id }) => id),
  )

  const agents = await top('agents')
  for (const [agent, step] of Object.entries(steps)) {
    const names = Object.values(steps)
    const failed = runs.filter(
      (run) => run.status === 'failed' && run.begun && names.find((name) => !(name in run.steps)) === step,
    ).length
    const times = runs.flatMap((run) => run.steps[step] ?? [])
    const told = agents.find((one) => one.list === 'agents' && one.agent === agent)
    if (times.length + failed === 0) expect(told).toBeUndefined()
    else {
      expect(told).toMatchObject({ runs: times.length + failed, failed })
      if (told?.list === 'agents') expectClose(told.durationMs.p95, exactQuantile(times, 0.95), `the time of ${agent}`)
    }
  }

  const models = (await top('models')).map((one) =>
    one.list === 'models' ? [one.model, one.answers, one.inputTokens] : [],
  )
  const named = [...new Set(runs.flatMap(({ model }) => model ?? []))].map((model) => {
    const its = runs.filter((run) => run.model === model)
    return [model, its.length, its.reduce((sum, run) => sum + run.input, 0)]
  })
  expect(models.toSorted()).toEqual(named.toSorted())

  const questions = facts.questions.filter(matches(filter))
  const people = (await top('people')).map((one) =>
    one.list === 'people' ? [one.userId, one.questions, one.unanswered, one.lowRated] : [],
  )
  const askers = [...new Set(questions.map(({ userId }) => userId))].map((userId) => [
    userId,
    questions.filter((one) => one.userId === userId).length,
    runs.filter((run) => run.userId === userId && run.status === 'completed' && run.kind === 'none').length,
    questions.filter((one) => one.userId === userId && one.rating === 'down').length,
  ])
  expect(people.toSorted()).toEqual(askers.toSorted())
}

async function expectQuestions(asked: Asked, facts: Facts) {
  const { world, now, filter } = asked
  const context = contextOf(world, now)
  const runs = facts.runs.filter(matches(filter))
  const wanted: Partial<Record<(typeof questionKinds)[number], string[]>> = {
    all: facts.questions.filter(matches(filter)).map(({ id }) => id),
    'low-rated': facts.questions.filter(matches(filter)).flatMap(({ id, rating }) => (rating === 'down' ? id : [])),
    answered: runs.flatMap(({ queryId, status, kind }) => (status === 'completed' && kind !== 'none' ? queryId : [])),
    unanswered: runs.flatMap(({ queryId, status, kind }) => (status === 'completed' && kind === 'none' ? queryId : [])),
    failed: runs.flatMap(({ queryId, status }) => (status === 'failed' ? queryId : [])),
    cancelled: runs.flatMap(({ queryId, status }) => (status === 'cancelled' ? queryId : [])),
    contradicted: runs.flatMap(({ queryId, contradicted }) => (contradicted > 0 ? queryId : [])),
  }
  for (const kind of questionKinds) {
    const listed: string[] = []
    let cursor: string | undefined
    let newest = '9999'
    do {
      const page = await inName(asked, () =>
        analyticsQuestions(context, callerOf(asked), { ...filter, kind, limit: 17, cursor }),
      )
      for (const { queryId, askedAt } of page.items) {
        expect(askedAt <= newest).toBe(true)
        newest = askedAt
        listed.push(queryId)
      }
      cursor = page.nextCursor
    } while (cursor !== undefined)
    expect(new Set(listed).size, `${kind} lists a question once`).toBe(listed.length)
    const expected = wanted[kind]
    if (expected) expect(listed.toSorted(), kind).toEqual([...new Set(expected)].toSorted())
    else expect(listed.length > 0, kind).toBe(runs.some(({ status }) => status === 'completed'))
  }
}
