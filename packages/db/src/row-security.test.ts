import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { actAs, asSystem, iterateAs } from './actor.ts'
import { type Database, openDatabase } from './database.ts'
import { startEmbeddedPostgres } from './embedded/index.ts'
import { migrate } from './migrate.ts'
import { createTestDatabase, type TestDatabase } from './testing/index.ts'
import { withDatabase } from './testing/run.ts'
import { inTransaction } from './transaction.ts'

let db: TestDatabase
const ids = { ada: '', ben: '', cy: '', shared: '', secret: '', open: '', closed: '', hers: '' }

/** Ada owns two collections; Ben views one of them, whose document "Closed" is restricted; Cy views it through a group. */
async function fill(target: Database) {
  const { prisma } = target
  const user = async (name: string) =>
    (await prisma.user.create({ data: { email: `${name}@example.org`, name, roleName: 'member' } })).id
  const [ada, ben, cy] = [await user('ada'), await user('ben'), await user('cy')]
  const owned = { create: { userId: ada, level: 'owner' as const } }
  const shared = (await prisma.collection.create({ data: { name: 'Shared', members: owned } })).id
  const secret = (await prisma.collection.create({ data: { name: 'Secret', members: owned } })).id
  await prisma.collectionMember.create({ data: { collectionId: shared, userId: ben, level: 'viewer' } })
  const group = await prisma.group.create({ data: { name: 'Readers', members: { create: { userId: cy } } } })
  await prisma.collectionGroup.create({ data: { collectionId: shared, groupId: group.id, level: 'viewer' } })
  const document = async (collectionId: string, title: string, restricted = false) => {
    const { id } = await prisma.document.create({
      data: { collectionId, title, restricted, identity: `external:${title}` },
    })
    const version = await prisma.documentVersion.create({
      data: { documentId: id, number: 1, contentHash: 'h', byteSize: 1, mediaType: 'text/plain', text: title },
    })
    await prisma.chunk.create({
      data: { documentId: id, versionId: version.id, ordinal: 0, start: 0, end: 1, text: title },
    })
    return id
  }
  const open = await document(shared, 'Open')
  const closed = await document(shared, 'Closed', true)
  await document(secret, 'Hers')
  await prisma.documentGroup.create({ data: { documentId: closed, groupId: group.id } })
  const asked = async (userId: string, question: string) =>
    prisma.query.create({
      data: {
        question,
        mode: 'quick',
        user: { connect: { id: userId } },
        thread: { create: { title: question, userId } },
        runs: { create: { events: { create: { seq: 1, at: new Date(), type: 'status', payload: {} } } } },
      },
    })
  const hers = await asked(ada, 'hers')
  await asked(ben, 'his')
  return { ada, ben, cy, shared, secret, open, closed, hers: hers.id }
}

const titles = async (target: Database) =>
  (await target.prisma.document.findMany({ orderBy: { title: 'asc' } })).map(({ title }) => title)

beforeAll(async () => {
  db = await createTestDatabase()
  Object.assign(ids, await fill(db))
})
afterAll(() => db.drop())

describe('a statement in a user’s name, without any where', () => {
  it.each([
    ['ada', ['Closed', 'Hers', 'Open']],
    ['ben', ['Open']],
    ['cy', ['Closed', 'Open']],
  ] as const)('reads what %s may read', async (name, expected) => {
    const seen = await actAs(ids[name], async () => ({
      documents: await titles(db),
      chunks: (await db.prisma.chunk.findMany()).map(({ text }) => text).sort(),
      versions: (await db.prisma.documentVersion.findMany()).map(({ text }) => text).sort(),
      raw: (await db.pool.query<{ title: string }>('select title from documents order by title')).rows,
    }))
    expect(seen.documents).toEqual(expected)
    expect(seen.chunks).toEqual(expected)
    expect(seen.versions).toEqual(expected)
    expect(seen.raw.map(({ title }) => title)).toEqual(expected)
  })

  it('reads nobody else’s questions and nothing that came of them', async () => {
    const seen = await actAs(ids.ben, async () => ({
      queries: await db.prisma.query.findMany({ select: { question: true } }),
      threads: await db.prisma.thread.count(),
      runs: await db.prisma.run.count(),
      events: await db.prisma.runEvent.count(),
    }))
    expect(seen).toEqual({ queries: [{ question: 'his' }], threads: 1, runs: 1, events: 1 })
  })

  it('reads nothing for nobody', async () => {
    const counts = await actAs('nobody', () =>
      Promise.all([db.prisma.document.count(), db.prisma.collection.count(), db.prisma.query.count()]),
    )
    expect(counts).toEqual([0, 0, 0])
  })

  it('changes and deletes only what the level allows', async () => {
    const touched = await actAs(ids.ben, async () => [
      (await db.prisma.document.updateMany({ data: { title: 'Mine' } })).count,
      (await db.prisma.document.deleteMany({})).count,
      (await db.prisma.collection.updateMany({ data: { name: 'Mine' } })).count,
      (await db.prisma.collection.deleteMany({})).count,
      (await db.prisma.query.deleteMany({ where: { question: 'hers' } })).count,
    ])
    expect(touched).toEqual([0, 0, 0, 0, 0])
    const adding = actAs(ids.ben, () =>
      db.prisma.document.create({ data: { collectionId: ids.shared, title: 'New', identity: 'external:new' } }),
    )
    await expect(adding).rejects.toThrow(/row-level security/)
    expect(await titles(db)).toEqual(['Closed', 'Hers', 'Open'])
  })

  it('asks a question in nobody else’s name', async () => {
    const forged = actAs(ids.ben, () => db.prisma.thread.create({ data: { title: 'forged', userId: ids.ada } }))
    await expect(forged).rejects.toThrow(/row-level security/)
  })
})

describe('transactions in a user’s name', () => {
  it('stand under the same rule, at every isolation level', async () => {
    for (const isolation of ['ReadCommitted', 'RepeatableRead', 'Serializable'] as const) {
      const count = await actAs(ids.ben, () =>
        inTransaction(db, (transaction) => transaction.document.count(), { isolation }),
      )
      expect(count, isolation).toBe(1)
    }
  })

  it('leave nothing behind on their connection', async () => {
    await actAs(ids.ben, () => titles(db))
    await expect(actAs(ids.ben, () => db.pool.query('select 1/0'))).rejects.toThrow(/division/)
    for (let i = 0; i < 10; i++) expect(await titles(db)).toEqual(['Closed', 'Hers', 'Open'])
  })

  it('do not mix when many users work at once', async () => {
    const names = ['ada', 'ben', 'cy'] as const
    const wanted = { ada: 3, ben: 1, cy: 2 }
    await Promise.all(
      Array.from({ length: 120 }, async (_, i) => {
        const name = names[i % 3] ?? 'ada'
        const count = await actAs(ids[name], () => db.prisma.document.count())
        expect(count, name).toBe(wanted[name])
      }),
    )
  })

  it('keep the name through steps of a sequence, and lose it where the system works', async () => {
    async function* counts() {
      yield await db.prisma.document.count()
      yield await asSystem(() => db.prisma.document.count())
      yield await db.prisma.document.count()
    }
    const seen: number[] = []
    for await (const count of iterateAs(ids.ben, counts())) seen.push(count)
    expect(seen).toEqual([1, 3, 1])
  })
})

it('holds for a superuser too, who is above row-level security', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'sarvanom-superuser-'))
  const server = await startEmbeddedPostgres({ dataDir, durable: false })
  const above = openDatabase({ url: server.adminUrl })
  try {
    await above.pool.query('create database plain')
    const url = withDatabase(server.adminUrl, 'plain')
    await migrate(url)
    await migrate(url)
    const own = openDatabase({ url })
    try {
      const { ben } = await fill(own)
      expect(await titles(own)).toEqual(['Closed', 'Hers', 'Open'])
      expect(await actAs(ben, () => titles(own))).toEqual(['Open'])
      expect(await actAs(ben, () => inTransaction(own, (transaction) => transaction.chunk.count()))).toBe(1)
    } finally {
      await own.close()
    }
  } finally {
    await above.close()
    await server.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
})
