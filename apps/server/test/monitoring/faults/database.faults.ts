import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { printShown, repeat, show } from './show.ts'
import { familyOf, openWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(async () => {
  printShown()
  await world.close()
})

const status = () => world.client.query('auth.status')
/** Whoever asks keeps asking. */
const asking = () => repeat(status, 200)

it('nothing fires for a server that is used and well', async () => {
  expect(await world.client.ended(await world.client.ask('What causes the tides?', 'quick', world.library))).toBe(
    'completed',
  )
  const stop = asking()
  await sleep(20_000)
  await stop()
  // Others may keep the processors of this machine busy.
  const aboutTheMachine = ['SarvanomCpuSaturated', 'SarvanomEventLoopLag', 'SarvanomEventLoopStalls']
  const alerts = (await world.prometheus.alerts()).map(({ labels }) => labels.alertname ?? '')
  expect(alerts.filter((name) => !aboutTheMachine.includes(name))).toEqual([])
})

it('the database is stopped', () => {
  const alerts = [
    'SarvanomDatabaseDown',
    'SarvanomNotReady',
    'SarvanomCheckFailing',
    'SarvanomHttpErrors',
    'SarvanomProcedureErrors',
  ]
  return show(world.prometheus, 'PostgreSQL stopped, then started again', alerts, async () => {
    await world.postgres().stop()
    const stop = asking()
    return async () => {
      await world.startPostgresAgain()
      await stop()
    }
  })
})

it('connections to the database break again and again', () =>
  show(world.prometheus, 'pg_terminate_backend four times a second', ['SarvanomDbRetries'], async () => {
    const kill = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name <> 'sarvanom-faults'`
    const stops = [repeat(() => world.sql(kill), 250), ...[1, 2, 3, 4].map(() => repeat(status, 20))]
    return async () => {
      await Promise.all(stops.map((stop) => stop()))
    }
  }))

it('statements wait for a lock', () => {
  const alerts = ['SarvanomDbPoolExhausted', 'SarvanomDbSlow', 'SarvanomRequestsSlow']
  return show(
    world.prometheus,
    'a lock on the table of collections, held for ten seconds at a time',
    alerts,
    async () => {
      const lock = async () => {
        const client = await world.db.pool.connect()
        try {
          await client.query('BEGIN')
          await client.query('LOCK TABLE collections IN ACCESS EXCLUSIVE MODE')
          await sleep(10_000)
        } finally {
          await client.query('ROLLBACK')
          client.release()
        }
      }
      const list = () => world.client.query('collections.list', {})
      const stops = [repeat(lock, 100), ...Array.from({ length: 14 }, () => repeat(list, 50))]
      return async () => {
        await Promise.all(stops.map((stop) => stop()))
      }
    },
  )
})

it('the database hangs', () =>
  show(
    world.prometheus,
    'SIGSTOP to all processes of PostgreSQL, then SIGCONT',
    ['SarvanomDatabaseDown', 'SarvanomNotReady'],
    async () => {
      const pids = familyOf(world.postgres().pid)
      for (const pid of pids) process.kill(pid, 'SIGSTOP')
      return () => {
        for (const pid of pids) process.kill(pid, 'SIGCONT')
      }
    },
  ))

it('errors are logged', () =>
  show(
    world.prometheus,
    'PostgreSQL stopped until the queue of jobs has complained',
    ['SarvanomLogErrors'],
    async () => {
      await world.postgres().stop()
      return () => world.startPostgresAgain()
    },
  ))
