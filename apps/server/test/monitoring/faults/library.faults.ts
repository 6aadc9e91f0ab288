import { execFileSync } from 'node:child_process'
import { appendFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, it } from 'vitest'
import { until } from '../client.ts'
import { printShown, repeat, show } from './show.ts'
import { openWorld, type World } from './world.ts'

const megabytes = 200
const isRoot = process.getuid?.() === 0 && process.platform === 'linux'
let world: World
let mounted: string | undefined
beforeAll(async () => {
  world = await openWorld({
    prepare(data) {
      if (!isRoot) return
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', data])
      mounted = data
    },
  })
})
afterAll(async () => {
  printShown()
  const ended = world.server().ended()
  world.server().signal('SIGTERM')
  await ended
  if (mounted) execFileSync('umount', [mounted])
  await world.close()
})

const html = (n: number) => ({
  name: `page-${n}.html`,
  bytes: `<!doctype html><article><h1>Page ${n}</h1><p>Harbour seals of bay ${n} dive for half an hour.</p></article>`,
})

it('files cannot be read', () =>
  show(world.prometheus, 'eight files that are no PDF', ['SarvanomIngestFailing'], async () => {
    const broken = (n: number) => ({ name: `broken-${n}.pdf`, bytes: `%PDF-1.7\nno document ${n}` })
    await world.client.upload(
      world.library,
      Array.from({ length: 8 }, (_, n) => broken(n)),
    )
    return () => {}
  }))

it('ingest hangs', () =>
  show(
    world.prometheus,
    'a lock on the table of chunks; the jobs behind it made twenty minutes old in their table',
    ['SarvanomJobsStuck'],
    async () => {
      const client = await world.db.pool.connect()
      await client.query('BEGIN')
      await client.query('LOCK TABLE chunks IN ACCESS EXCLUSIVE MODE')
      await world.client.upload(
        world.library,
        Array.from({ length: 6 }, (_, n) => html(n)),
      )
      const age = `UPDATE pgboss.job SET start_after = now() - interval '20 minutes'
        WHERE name LIKE 'library.%' AND state = 'created'`
      const stop = repeat(() => world.sql(age), 500)
      return async () => {
        await stop()
        await client.query('ROLLBACK')
        client.release()
        await world.client.settled(world.library)
      }
    },
  ))

it('originals cannot be read', () =>
  show(
    world.prometheus,
    'the folder of the originals moved away while files came in, then put back',
    ['SarvanomDocumentsRetried'],
    async () => {
      const client = await world.db.pool.connect()
      await client.query('BEGIN')
      await client.query('LOCK TABLE chunks IN ACCESS EXCLUSIVE MODE')
      // The first two hold the workers, so that the others are read only once the folder is away.
      await world.client.upload(
        world.library,
        Array.from({ length: 5 }, (_, n) => html(100 + n)),
      )
      const files = join(world.data, 'files')
      renameSync(files, `${files}-away`)
      await client.query('ROLLBACK')
      client.release()
      return async () => {
        rmSync(files, { recursive: true, force: true })
        renameSync(`${files}-away`, files)
        await world.client.settled(world.library)
      }
    },
  ))

it('maintenance of the index does not get its turn', () =>
  show(
    world.prometheus,
    'the lock of maintenance held by another process while 1,200 texts come in',
    ['SarvanomIndexBehind'],
    async () => {
      const client = await world.db.pool.connect()
      await until(async () => {
        const { rows } = await client.query<{ locked: boolean }>('SELECT pg_try_advisory_lock(7301562048) AS locked')
        return rows[0]?.locked ?? false
      })
      for (let part = 0; part < 4; part++) {
        const items = Array.from({ length: 300 }, (_, n) => ({
          title: `Note ${part}-${n}`,
          text: `Note ${n} of part ${part}: the tide at pier ${n * 7 + part} stood ${n % 13} decimetres high.`,
        }))
        await world.client.mutate('documents.addText', { collectionId: world.library, items })
      }
      return async () => {
        await client.query('SELECT pg_advisory_unlock(7301562048)')
        client.release()
        await world.client.settled(world.library)
      }
    },
  ))

it.runIf(isRoot)('the disk fills up', () =>
  show(
    world.prometheus,
    `a file that grows on a disk of ${megabytes} MB`,
    ['SarvanomDiskFilling', 'SarvanomDiskLow', 'SarvanomDiskFull'],
    async () => {
      const ballast = join(world.data, 'ballast')
      writeFileSync(ballast, Buffer.alloc(megabytes * 0.5e6, 1))
      const stop = repeat(async () => appendFileSync(ballast, Buffer.alloc(3e6, 1)), 1000)
      return async () => {
        await stop()
        rmSync(ballast)
      }
    },
  ),
)

it.runIf(isRoot)('the index cannot be written because the disk is full', () =>
  show(
    world.prometheus,
    'a new index asked for, and documents deleted, while the disk is full',
    ['SarvanomIndexMaintenanceFailing', 'SarvanomJobsFailing'],
    async () => {
      const ballast = join(world.data, 'ballast')
      const fill = () => {
        try {
          for (;;) appendFileSync(ballast, Buffer.alloc(64_000, 1))
        } catch {}
      }
      fill()
      const { items } = await world.client.query<{ items: { id: string }[] }>('documents.list', {
        collectionId: world.library,
        limit: 10,
      })
      // Each is a job of its own, which takes the document out of the index.
      for (const { id } of items) await world.client.mutate('documents.delete', { ids: [id] })
      const stops = [repeat(async () => fill(), 100), repeat(() => world.client.mutate('system.rebuildIndex'), 1000)]
      return async () => {
        await Promise.all(stops.map((stop) => stop()))
        rmSync(ballast)
        await sleep(1000)
      }
    },
  ),
)
