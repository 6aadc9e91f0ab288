import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTestDatabase, type TestDatabase } from '@sarvanom/db/testing'
import type { UserActor } from '../access/index.ts'
import { createCollection, getCollection } from '../collections/index.ts'
import { type Core, type CoreOptions, createCore } from '../core.ts'
import { addTexts } from '../library/index.ts'
import { silentLogger } from '../telemetry/index.ts'

export interface TestCore {
  core: Core
  db: TestDatabase
  addUser(role?: string): Promise<UserActor>
  /** A collection of the actor's with these texts, once they are indexed. */
  addCollection(actor: UserActor, texts?: Record<string, string>): Promise<string>
  settled(actor: UserActor, collectionId: string): Promise<void>
  /** Stops the core as a process that was killed does: nothing is given back. Then opens another on the same data. */
  reopen(changes?: Partial<CoreOptions>): Promise<Core>
  close(): Promise<void>
}

/** The whole product on a database and folders of its own: real PostgreSQL, index, files, workers and jobs. */
export async function openTestCore(changes: Partial<CoreOptions> = {}): Promise<TestCore> {
  const db = await createTestDatabase({ poolSize: 8 })
  const root = await mkdtemp(join(tmpdir(), 'sarvanom-core-'))
  const open = (more: Partial<CoreOptions>) =>
    createCore({
      db,
      publicUrl: 'http://localhost:3000',
      indexUrl: join(root, 'index'),
      filesRoot: join(root, 'files'),
      secret: 'a secret of the tests, for them alone',
      log: silentLogger,
      ...changes,
      ...more,
    })
  const opened = [await open({})]
  const current = () => {
    const core = opened.at(-1)
    if (!core) throw new Error('no core is open')
    return core
  }

  async function settled(actor: UserActor, collectionId: string) {
    for (;;) {
      const { counts } = await getCollection({ db }, actor, collectionId)
      const { indexed = 0, failed = 0, ...open } = counts
      if (Object.values(open).every((count) => count === 0) && indexed + failed > 0) return
      await new Promise((resolve) => setTimeout(resolve, 25))
    }
  }

  return {
    get core() {
      return current()
    },
    db,
    async addUser(role = 'member') {
      const email = `${randomUUID()}@example.org`
      const { id } = await db.prisma.user.create({
        data: { email, name: 'Reader', roleName: role },
        select: { id: true },
      })
      return { kind: 'user', userId: id, permissions: new Set() }
    },
    async addCollection(actor, texts) {
      const { id } = await createCollection({ db }, actor, { name: 'Papers', description: '' })
      if (texts) {
        const items = Object.entries(texts).map(([title, text]) => ({ title, text, externalId: title }))
        await addTexts(current(), actor, { collectionId: id, items })
        await settled(actor, id)
      }
      return id
    },
    settled,
    async reopen(more = {}) {
      const core = await open(more)
      opened.push(core)
      return core
    },
    async close() {
      for (const core of opened) await core.stop()
      await db.drop()
      await rm(root, { recursive: true, force: true })
    },
  }
}
