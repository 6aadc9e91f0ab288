import { expect, onTestFinished, test } from 'vitest'
import { openDatabase } from './database.ts'
import { isConnectionError } from './errors.ts'
import { createTestDatabase, openDatabaseProxy } from './testing/index.ts'

async function throughProxy() {
  const behind = await createTestDatabase()
  const proxy = await openDatabaseProxy(behind.url)
  const db = openDatabase({ url: proxy.url, poolSize: 2, watch: true })
  onTestFinished(async () => {
    await db.close()
    proxy.close()
    await behind.drop()
  })
  return { db, proxy }
}

/** A machine that is busy may be given the processor late; half a minute is what a statement would wait otherwise. */
const soon = 15_000

test.each(['swallow', 'refuse'] as const)(
  'a server whose network begins to %s fails what waits for it, and is there again when it answers',
  async (how) => {
    const { db, proxy } = await throughProxy()
    expect(await db.prisma.role.count()).toBeGreaterThan(0)
    const began = performance.now()
    // More than there are connections, so that some wait for one.
    const waiting = Array.from({ length: 5 }, () => db.pool.query('do $$ begin perform pg_sleep(20); end $$'))
    const ended = Promise.allSettled(waiting)
    await expect.poll(() => db.pool.waitingCount).toBe(3)
    proxy.be(how)
    for (const outcome of await ended) {
      expect(outcome).toMatchObject({ status: 'rejected' })
      expect(isConnectionError((outcome as PromiseRejectedResult).reason)).toBe(true)
    }
    await expect(db.prisma.role.count()).rejects.toSatisfy(isConnectionError)
    await expect(db.prisma.$transaction((tx) => tx.role.count())).rejects.toSatisfy(isConnectionError)
    expect(performance.now() - began).toBeLessThan(soon)
    proxy.be('through')
    await expect.poll(() => db.prisma.role.count().catch(() => 0), { timeout: 30_000 }).toBeGreaterThan(0)
  },
)
