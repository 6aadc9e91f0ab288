import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type ScriptedModel, startScriptedModel } from '@sarvanom/core/testing'
import { createTestDatabase, type TestDatabase } from '@sarvanom/db/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { endServers, startServer } from '../server-process.ts'
import { type Comparison, compare } from './agreement.ts'
import { admin, fillLibrary, openAdmin, openClient, setupCode, until } from './client.ts'
import { dashboardExpressions, declaredSeries, type Expression, namesIn } from './expressions.ts'
import { endPrometheus, type Prometheus, startPrometheus } from './prometheus.ts'
import { deployed, prometheus as installed, runPromtool, withoutPrometheus } from './tools.ts'

const repository = resolve(import.meta.dirname, '../../../..')
const temporary = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()
let folder = ''
let db: TestDatabase
let model: ScriptedModel
let base = ''
let prometheus: Prometheus

/** Something of everything that is counted and stored. */
async function use(base: string) {
  const client = await openAdmin(base)
  const library = await fillLibrary(client)
  const question = 'When was bioactive glass first made, and by whom?'
  const answer = async (text: string, mode: string) => client.ended(await client.ask(text, mode, library))
  expect(await answer(question, 'quick')).toBe('completed')
  expect(await answer('What causes the tides?', 'standard')).toBe('completed')
  expect(await answer('What is the capital gains tax rate in Bhutan?', 'research')).toBe('completed')
  model.next({ fault: 'content-filter' })
  expect(await answer(question, 'quick')).toBe('failed')
  const calls = model.calls.length
  model.next({ fault: 'hang' })
  const cancelled = await client.ask(question, 'quick', library)
  await until(() => model.calls.length > calls)
  await client.mutate('search.cancel', { runId: cancelled.runId })
  expect(await client.ended(cancelled)).toBe('cancelled')

  await openClient(base).mutate('auth.login', admin)
  await openClient(base).mutate('auth.token', admin)
  const guess = () => openClient(base).mutate('auth.login', { email: 'nobody@example.org', password: 'not the one' })
  for (let n = 0; n < 10; n++) await expect(guess()).rejects.toThrow('UNAUTHORIZED')
  await expect(guess()).rejects.toThrow('TOO_MANY_REQUESTS')
}

describe.runIf(installed)(`a real Prometheus${withoutPrometheus}`, () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(temporary, 'sarvanom-prometheus-'))
    db = await createTestDatabase()
    model = await startScriptedModel()
    const env = { DATABASE_URL: db.url, SARVANOM_SETUP_CODE: setupCode, SARVANOM_MODEL_URL: model.url }
    base = await startServer({ data: join(folder, 'data'), env }).ready()
    prometheus = await startPrometheus({
      folder: join(folder, 'prometheus'),
      targets: [new URL(base).host],
      ruleFiles: ['recording.yml', 'alerts.yml'].map((name) => deployed(`prometheus/${name}`)),
      scrapeSeconds: 1,
      evaluationSeconds: 1,
    })
    await use(base)
  }, 300_000)
  afterAll(async () => {
    await endPrometheus()
    await endServers()
    await model.close()
    await db.drop()
    rmSync(folder, { recursive: true, force: true })
  })

  const exposition = async () => (await fetch(`${base}/metrics`)).text()

  it('is told the same as the rows of the database say, at the same moment', async () => {
    let table: Comparison[] = []
    // The number of chunks is read once a minute; jobs of the clock come and go.
    const differing = async () => {
      table = await compare(prometheus, db)
      return table.filter(({ equal }) => !equal)
    }
    await expect.poll(differing, { timeout: 100_000, interval: 1000 }).toEqual([])
    expect(table.length).toBeGreaterThanOrEqual(10)
    const line = ({ figure, prometheus, postgresql }: Comparison) => `| ${figure} | ${prometheus} | ${postgresql} |`
    const head = ['| figure | Prometheus | PostgreSQL |', '| --- | --- | --- |']
    process.stdout.write(`${[...head, ...table.map(line)].join('\n')}\n`)
  })

  it('finds nothing to say against names, units, types and help texts', async () => {
    expect(await runPromtool(['check', 'metrics'], await exposition())).toEqual({ code: 0, output: '' })
  })

  it('knows every metric and label that a dashboard, an alert or a recording rule names', async () => {
    const rules = await prometheus.rules()
    expect(rules.filter(({ health }) => health !== 'ok')).toEqual([])
    const ruleExpressions = rules.map(({ name, query }): Expression => ({ where: `rule ${name}`, text: query }))
    const recorded = rules.filter(({ type }) => type === 'recording').map(({ name }) => name)
    const declared = declaredSeries(await exposition())
    // What Prometheus adds itself.
    const known = new Set([...declared, ...recorded, 'up', 'ALERTS'])
    const labelsOf = new Map<string, Set<string>>()
    const labels = async (series: string) => {
      const samples = labelsOf.has(series) ? [] : await prometheus.query(`last_over_time(${series}[1h])`)
      const found = labelsOf.get(series) ?? new Set(samples.flatMap((sample) => Object.keys(sample.labels)))
      labelsOf.set(series, found)
      return found
    }

    const problems: string[] = []
    for (const { where, text } of [...dashboardExpressions, ...ruleExpressions]) {
      const names = namesIn(text)
      for (const name of names.series) if (!known.has(name)) problems.push(`${where}: no metric ${name}`)
      await prometheus.query(text).catch((error: Error) => problems.push(`${where}: ${error.message}`))
      // A metric of which nothing has happened yet has no series whose labels could be looked at.
      const sets = await Promise.all([...names.series].map(labels))
      if (sets.some((set) => set.size === 0)) continue
      const possible = new Set(['job', 'instance', ...sets.flatMap((set) => [...set])])
      for (const label of names.labels) if (!possible.has(label)) problems.push(`${where}: no label ${label}`)
    }
    expect(problems).toEqual([])
    expect(dashboardExpressions.length).toBeGreaterThan(100)
  })

  it('is told what docs/metrics.md says, with the same words', async () => {
    const told = [...(await exposition()).matchAll(/^# HELP (sarvanom_\w+) (.*?)\.?$/gm)].map(([, name, help]) => [
      name,
      help,
    ])
    const page = readFileSync(join(repository, 'docs/metrics.md'), 'utf8')
    const documented = [...page.matchAll(/^\| `(sarvanom_\w+)` *\|[^|]*\|[^|]*\| (.*?) *\|$/gm)].map(
      ([, name, help]) => [name, help],
    )
    expect(documented.toSorted()).toEqual(told.toSorted())
  })

  it('is given no name, address, title or question', async () => {
    const text = await exposition()
    for (const secret of ['admin@', 'nobody@', 'Admin', 'Monitoring', 'Glass', 'seals', 'glass', 'tides'])
      expect(text).not.toContain(secret)
  })
})
