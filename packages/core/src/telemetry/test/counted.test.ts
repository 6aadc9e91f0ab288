import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { UserActor } from '../../access/index.ts'
import { ask, cancelRun, watchRun } from '../../answers/index.ts'
import { retrieve } from '../../search/index.ts'
import { openTestCore, type ScriptedModel, startScriptedModel, type TestCore } from '../../testing/index.ts'
import { type Metrics, openMetrics } from '../index.ts'

const never = new AbortController().signal
const question = 'When was bioactive glass first made, and by whom?'

let model: ScriptedModel
let metrics: Metrics
let test: TestCore
let ada: UserActor
let collectionId: string
beforeAll(async () => {
  model = await startScriptedModel()
  metrics = openMetrics()
  test = await openTestCore({ metrics, model: { url: model.url, model: 'scripted' } })
  ada = await test.addUser()
  collectionId = await test.addCollection(ada, {
    Glass: 'Bioactive glass bonds to bone. It was first made by Larry Hench at the University of Florida in 1969.',
    Tides: 'Tides are caused mainly by the gravity of the Moon.',
  })
})
afterAll(async () => {
  await test.close()
  await model.close()
})

/** Sum of a metric's values, of those with these labels. */
async function counted(name: string, labels: Record<string, string> = {}): Promise<number> {
  const metric = await metrics.registry.getSingleMetric(`sarvanom_${name}`)?.get()
  const suffix = metric?.type.toString() === 'histogram' ? '_count' : ''
  return (metric?.values ?? [])
    .filter((value) => !('metricName' in value) || value.metricName === `sarvanom_${name}${suffix}`)
    .filter((value) => Object.entries(labels).every(([key, wanted]) => (value.labels as never)[key] === wanted))
    .reduce((sum, { value }) => sum + value, 0)
}

/** What the database says of the same. */
async function stored(text: string): Promise<number> {
  const { rows } = await test.db.pool.query<{ value: number }>(`SELECT (${text})::float8 AS value`)
  return rows[0]?.value ?? Number.NaN
}

async function answered(text = question) {
  const { runId } = await ask(test.core, ada, { question: text, collectionIds: [collectionId] })
  for await (const _ of watchRun(test.core, ada, { runId }, never));
  return runId
}

describe('what is counted', () => {
  it('agrees with the rows, of runs that were answered, failed and were cancelled', async () => {
    await answered()
    await answered('What is the capital gains tax rate in Bhutan?')
    model.set({ fault: 'error', status: 400 })
    await answered()
    model.set({ fault: 'endless' })
    const { runId } = await ask(test.core, ada, { question, collectionIds: [collectionId], mode: 'quick' })
    for await (const event of watchRun(test.core, ada, { runId }, never))
      if (event.type === 'text') await cancelRun(test.core, ada, runId)
    model.set({})

    for (const outcome of ['completed', 'failed', 'cancelled']) {
      const rows = await stored(`SELECT count(*) FROM runs WHERE status = '${outcome}'`)
      expect([outcome, await counted('runs_total', { outcome })]).toEqual([outcome, rows])
      expect(rows).toBeGreaterThan(0)
    }
    for (const verdict of ['supported', 'contradicted', 'not_found'])
      expect(await counted('claims_total', { verdict })).toBe(
        await stored(`SELECT count(*) FROM claims WHERE verdict = '${verdict}'`),
      )
    for (const kind of ['generated', 'extractive', 'none'])
      expect(await counted('answers_total', { kind })).toBe(
        await stored(`SELECT count(*) FROM answers WHERE kind = '${kind}'`),
      )
    expect(await counted('model_tokens_total', { direction: 'input' })).toBe(
      await stored('SELECT sum(input_tokens) FROM runs'),
    )
    expect(await counted('model_tokens_total', { direction: 'output' })).toBe(
      await stored('SELECT sum(output_tokens) FROM runs'),
    )
    expect(await counted('model_calls_total', { outcome: 'model_refused' })).toBe(1)
    expect(await counted('model_calls_total', { outcome: 'cancelled' })).toBe(1)
    expect(await counted('agent_duration_seconds', { agent: 'synthesizer', outcome: 'failed' })).toBe(1)
    expect(await counted('agent_duration_seconds', { agent: 'planner', outcome: 'completed' })).toBe(
      await stored(`SELECT count(*) FROM run_steps WHERE name = 'plan'`),
    )
    expect(await counted('run_first_content_seconds')).toBeGreaterThanOrEqual(2)
    expect(await counted('runs_active')).toBe(0)
  })

  it('agrees with the documents that were ingested', async () => {
    expect(await counted('documents_ingested_total', { outcome: 'indexed' })).toBe(
      await stored('SELECT count(*) FROM document_versions WHERE indexed_at IS NOT NULL'),
    )
    expect(await counted('chunks_ingested_total')).toBe(await stored('SELECT sum(chunk_count) FROM document_versions'))
    expect(await counted('job_duration_seconds', { queue: 'library.notes', outcome: 'completed' })).toBe(1)
  })

  it('tells searches apart that found nothing', async () => {
    const [before, empty] = [await counted('search_duration_seconds'), await counted('searches_without_hits_total')]
    const request = { limit: 5, groupByDocument: false, collectionIds: [collectionId] }
    await retrieve(test.core, ada, { ...request, query: 'glass' }, never)
    await retrieve(test.core, ada, { ...request, query: 'zygomorphic quaternions' }, never)
    expect(await counted('search_duration_seconds', { outcome: 'ok' })).toBe(before + 2)
    expect(await counted('searches_without_hits_total')).toBe(empty + 1)
    expect(await counted('index_query_duration_seconds', { lane: 'keyword', status: 'ok' })).toBeGreaterThan(0)
  })
})
