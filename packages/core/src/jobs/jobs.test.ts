import { createTestDatabase, type TestDatabase } from '@sarvanom/db/testing'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { silentLogger } from '../telemetry/index.ts'
import { openTestCore } from '../testing/index.ts'
import { openJobs } from './jobs.ts'

let db: TestDatabase
beforeAll(async () => {
  db = await createTestDatabase()
})
afterAll(() => db.drop())

/** Jobs with one queue, `tick`, scheduled for every minute. */
async function startTicking(work: (payload: unknown) => void) {
  const jobs = openJobs({ url: db.url, log: silentLogger })
  jobs.define({
    name: 'tick',
    policy: 'exclusive',
    work: async (batch) => {
      for (const { payload } of batch) work(payload)
    },
  })
  await jobs.start()
  onTestFinished(() => jobs.stop(1000))
  await jobs.schedule('tick', '* * * * *')
  return jobs
}

it('works on what a schedule enqueues', { timeout: 60_000 }, async () => {
  const before = await startTicking(() => {})
  await before.stop(1000)
  // Schedules are looked through at a start, unless that was done within half a minute.
  await db.pool.query('UPDATE pgboss.version SET cron_on = NULL')
  const worked: unknown[] = []
  await startTicking((payload) => worked.push(payload))
  await expect.poll(() => worked, { timeout: 45_000 }).toEqual([{}])
  const states = async () => {
    const { rows } = await db.pool.query("SELECT state, retry_count AS retries FROM pgboss.job WHERE name = 'tick'")
    return rows
  }
  await expect.poll(states).toEqual([{ state: 'completed', retries: 0 }])
})

it('has no schedule whose job fails', { timeout: 60_000 }, async () => {
  const test = await openTestCore()
  onTestFinished(() => test.close())
  const { pool } = test.db
  const { rows: schedules } = await pool.query<{ name: string }>('SELECT name FROM pgboss.schedule')
  expect(schedules.map(({ name }) => name)).toContain('index.maintain')
  // As the clock does, without data.
  await pool.query('INSERT INTO pgboss.job (name, retry_limit) SELECT name, 0 FROM pgboss.schedule')
  const unfinished = async () => {
    const { rows } = await pool.query(
      "SELECT name, state, output FROM pgboss.job WHERE state <> 'completed' AND name IN (SELECT name FROM pgboss.schedule)",
    )
    return rows
  }
  await expect.poll(unfinished, { timeout: 45_000 }).toEqual([])
})
