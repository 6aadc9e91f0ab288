import { randomUUID } from 'node:crypto'
import { createTestDatabase, type TestDatabase } from '@sarvanom/db/testing'
import type { UserActor } from '../../access/index.ts'

/** Numbers that look random and are the same every time (mulberry32). */
export function randomFrom(seed: number) {
  let state = seed
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (n: number) => Math.floor(next() * n)
  return {
    next,
    below,
    chance: (share: number) => next() < share,
    of<T>(items: readonly T[]): T {
      const item = items[below(items.length)]
      if (item === undefined) throw new Error('nothing to choose from')
      return item
    },
  }
}
export type Random = ReturnType<typeof randomFrom>

export interface World {
  db: TestDatabase
  random: Random
  /** Everybody; the first may read every collection, the last none. */
  users: string[]
  collections: string[]
  /** Ids of documents with the one chunk of each. */
  documents: { id: string; chunkId: string; collectionId: string }[]
  /** Instants at which something happens. */
  instant(): Date
  /** A question with what came of it. */
  ask(userId?: string): Promise<string>
  /** A further run of a question. */
  runAgain(queryId: string, attempt: number, at: Date): Promise<boolean>
  actor(userId: string, all?: boolean): UserActor
}

const dayMs = 86_400_000
const statuses = ['completed', 'completed', 'completed', 'failed', 'cancelled', 'running'] as const
const steps = ['plan', 'retrieve', 'synthesize', 'fact-check', 'cite']

/** A small installation whose rows lie around one moment: half of them within two days of it, the others within six weeks. */
export async function makeWorld(seed: number, around: Date): Promise<World> {
  const db = await createTestDatabase()
  const { prisma } = db
  const random = randomFrom(seed)
  const users: string[] = []
  for (const name of ['ada', 'ben', 'cleo', 'dora']) {
    const data = { email: `${name}@example.org`, name, roleName: 'member' }
    users.push((await prisma.user.create({ data, select: { id: true } })).id)
  }
  const collections: string[] = []
  for (const name of ['Bees', 'Birds', 'Fish']) {
    const members = { create: users.slice(0, 2).map((userId) => ({ userId, level: 'owner' as const })) }
    collections.push((await prisma.collection.create({ data: { name, members }, select: { id: true } })).id)
  }
  const instant = () => {
    const spread = random.chance(0.5) ? 2 * dayMs : 45 * dayMs
    return new Date(around.getTime() + Math.round((random.next() * 2 - 1) * spread))
  }
  const documents: World['documents'] = []
  for (let n = 0; n < 9; n++) {
    const collectionId = random.of(collections)
    const failed = random.chance(0.2)
    const { id } = await prisma.document.create({
      data: {
        collectionId,
        title: `Paper ${n}`,
        identity: `external:${n}`,
        createdAt: instant(),
        createdById: random.of(users),
        status: failed ? 'failed' : 'queued',
        statusChangedAt: instant(),
        ...(failed ? { errorCode: 'broken', errorMessage: 'Broken' } : {}),
      },
    })
    const version = await prisma.documentVersion.create({
      data: { documentId: id, number: 1, contentHash: 'h', byteSize: 4n, mediaType: 'text/plain', text: 'Bees' },
    })
    const chunk = await prisma.chunk.create({
      data: { documentId: id, versionId: version.id, ordinal: 0, start: 0, end: 4, text: 'Bees' },
    })
    if (!failed) {
      await prisma.documentVersion.update({ where: { id: version.id }, data: { indexedAt: instant(), chunkCount: 1 } })
      await prisma.document.update({ where: { id }, data: { status: 'indexed', currentVersionId: version.id } })
    }
    documents.push({ id, chunkId: chunk.id, collectionId })
  }

  async function run(queryId: string, attempt: number, at: Date) {
    const status = random.of(statuses)
    const took = 20 + random.below(60_000)
    const ended = status !== 'running'
    const { id } = await prisma.run.create({
      data: {
        queryId,
        attempt,
        status,
        createdAt: at,
        completedAt: ended ? new Date(at.getTime() + took) : null,
        modelCalls: random.below(4),
        inputTokens: random.below(5000),
        outputTokens: random.below(800),
        ...(status === 'failed' ? { errorCode: 'internal', errorMessage: 'Broken' } : {}),
        ...(ended ? {} : { leaseOwner: 'worker', leaseUntil: at }),
      },
    })
    const done = status === 'completed' ? steps.length : random.below(steps.length)
    await prisma.runStep.createMany({
      data: steps.slice(0, done).map((name) => ({
        runId: id,
        name,
        result: {},
        startedAt: at,
        completedAt: new Date(at.getTime() + 1 + random.below(took)),
      })),
    })
    const events = [{ type: 'status', at }]
    if (random.chance(0.8))
      events.push({ type: random.of(['text', 'claim']), at: new Date(at.getTime() + random.below(took)) })
    await prisma.runEvent.createMany({
      data: events.map((event, n) => ({ runId: id, seq: n + 1, payload: {}, ...event })),
    })
    if (status === 'completed') await answer(id)
    if (ended) await prisma.$queryRaw`SELECT record_runs(ARRAY[${id}])::text`
    return ended
  }

  async function answer(runId: string) {
    const kind = random.of(['generated', 'extractive', 'none'] as const)
    const model = kind === 'generated' ? random.of(['small', 'large']) : null
    const { id: answerId } = await prisma.answer.create({ data: { runId, kind, model } })
    for (let n = 1; kind !== 'none' && n <= 1 + random.below(4); n++) {
      const verdict = random.of(['supported', 'supported', 'contradicted', 'not_found'] as const)
      const claim = await prisma.claim.create({
        data: { answerId, n, text: 'Bees.', verdict, confidence: 1, reason: 'So' },
      })
      for (let c = 0; c < random.below(3); c++) {
        const { id: documentId, chunkId } = random.of(documents)
        await prisma.citation.create({
          data: { claimId: claim.id, n: c + 1, documentId, chunkId, start: 0, end: 4, quote: 'Bees' },
        })
      }
    }
  }

  async function ask(userId = random.of(users)) {
    const at = instant()
    const limited = random.chance(0.4)
    const thread = await prisma.thread.create({ data: { userId, title: 'Bees' } })
    const { id } = await prisma.query.create({
      data: {
        threadId: thread.id,
        userId,
        question: `Why ${random.below(1000)}?`,
        mode: 'quick',
        createdAt: at,
        allCollections: !limited,
        collectionIds: limited ? [random.of(collections)] : [],
        status: 'pending',
      },
    })
    const ended = await run(id, 1, at)
    if (ended && random.chance(0.3)) await run(id, 2, new Date(at.getTime() + random.below(3 * dayMs)))
    if (random.chance(0.4))
      await prisma.feedback.create({ data: { queryId: id, userId, rating: random.of(['up', 'down']), comment: '' } })
    return id
  }

  for (let n = 0; n < 60; n++) await ask()
  for (let n = 0; n < 30; n++) {
    const search = {
      id: randomUUID(),
      userId: random.of(users),
      at: instant(),
      collectionIds: random.chance(0.4) ? [random.of(collections)] : [],
      query: `bees ${n}`,
      hits: random.below(3),
      tookMs: random.below(50),
    }
    await prisma.search.create({ data: search })
  }
  return {
    db,
    random,
    users,
    collections,
    documents,
    instant,
    ask,
    runAgain: run,
    actor: (userId, all = false) => ({
      kind: 'user',
      userId,
      permissions: new Set(all ? ['analytics:read' as const] : []),
    }),
  }
}
