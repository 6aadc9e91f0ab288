import { actAs, iterateAs } from '@sarvanom/db'
import { createTestDatabase, type TestDatabase } from '@sarvanom/db/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Actor, UserActor } from '../../access/index.ts'
import { openSecretBox } from '../../secrets/index.ts'
import { openSignInLimits, type SignInLimits } from '../../throttle/index.ts'
import { deleteAccount, exportAccount, getAccount, updateAccount } from '../index.ts'

let db: TestDatabase
let ada: UserActor
let ben: UserActor
let signInLimits: SignInLimits
let shared: { collectionId: string; documentId: string; queryId: string }
const now = new Date('2026-11-23T06:00:00Z')
const later = new Date('2026-11-24T06:00:00Z')
const context = () => ({
  db,
  clock: () => now,
  signInLimits,
  passwords: {
    hash: async (password: string) => `hash of ${password}`,
    verify: async (hash: string | undefined, password: string) => hash === `hash of ${password}`,
    close: async () => {},
  },
  runner: { cancel: () => {} },
  removeDocuments: async (_actor: Actor, ids: string[]) => {
    await db.prisma.document.deleteMany({ where: { id: { in: ids } } })
  },
})

async function user(name: string): Promise<UserActor> {
  const { id } = await db.prisma.user.create({
    data: {
      email: `${name}@example.org`,
      name,
      roleName: 'member',
      credentials: { create: { kind: 'password', secretHash: `hash of ${name}` } },
    },
  })
  return { kind: 'user', userId: id, permissions: new Set(['library:write']), via: 'session' }
}

/** A question of the user's, answered from a document in somebody's collection. */
async function askedIn(owner: UserActor, reader: UserActor) {
  const collection = await db.prisma.collection.create({
    data: {
      name: 'Papers',
      members: {
        create: [
          { userId: owner.userId, level: 'owner' },
          { userId: reader.userId, level: 'viewer' },
        ],
      },
    },
  })
  const document = await db.prisma.document.create({
    data: { collectionId: collection.id, title: 'Paper', identity: 'external:1' },
  })
  const version = await db.prisma.documentVersion.create({
    data: { documentId: document.id, number: 1, contentHash: 'h', byteSize: 4n, mediaType: 'text/plain', text: 'Bees' },
  })
  const chunk = await db.prisma.chunk.create({
    data: { documentId: document.id, versionId: version.id, ordinal: 0, start: 0, end: 4, text: 'Bees' },
  })
  const thread = await db.prisma.thread.create({ data: { userId: reader.userId, title: 'Who hums' } })
  const query = await db.prisma.query.create({
    data: {
      threadId: thread.id,
      userId: reader.userId,
      question: 'Who hums?',
      mode: 'quick',
      status: 'completed',
      completedAt: now,
      feedback: { create: { userId: reader.userId, rating: 'up', comment: 'Right' } },
      runs: { create: { status: 'completed', completedAt: now } },
    },
    select: { id: true, runs: { select: { id: true } } },
  })
  const answer = await db.prisma.answer.create({
    data: { runId: query.runs[0]?.id ?? '', kind: 'extractive' },
    select: { id: true },
  })
  const claim = await db.prisma.claim.create({
    data: { answerId: answer.id, n: 1, text: 'Bees hum.', verdict: 'supported', confidence: 1, reason: 'Said so' },
  })
  await db.prisma.citation.create({
    data: { claimId: claim.id, n: 1, documentId: document.id, chunkId: chunk.id, start: 0, end: 4, quote: 'Bees' },
  })
  return { collectionId: collection.id, documentId: document.id, queryId: query.id }
}

beforeAll(async () => {
  db = await createTestDatabase()
  signInLimits = openSignInLimits({ db, secretBox: openSecretBox('a secret of the tests, for them alone') })
  ada = await user('ada')
  ben = await user('ben')
  shared = await askedIn(ben, ada)
  await db.prisma.session.create({
    data: { idHash: 'session hash', userId: ada.userId, userAgent: 'Firefox', expiresAt: later, endsAt: later },
  })
  await db.prisma.session.create({
    data: { idHash: 'old hash', userId: ada.userId, expiresAt: now, endsAt: now },
  })
  await db.prisma.apiKey.create({
    data: { userId: ada.userId, name: 'Script', prefix: 'srv_abc', keyHash: 'key hash', scopes: ['read'] },
  })
  await db.prisma.totpSecret.create({ data: { userId: ada.userId, secret: 'totp secret', confirmedAt: now } })
  await db.prisma.recoveryCode.createMany({
    data: [
      { userId: ada.userId, codeHash: 'code hash' },
      { userId: ada.userId, codeHash: 'used', usedAt: now },
    ],
  })
  await db.prisma.agent.createMany({
    data: [ada, ben].map(({ userId }) => ({ ownerId: userId, name: 'Helper', instructions: `of ${userId}` })),
  })
  await db.prisma.group.create({ data: { name: 'Team', members: { create: { userId: ada.userId } } } })
  await db.prisma.auditEvent.createMany({
    data: [
      { actorId: ada.userId, action: 'auth.login', address: '192.0.2.1' },
      { actorId: ben.userId, action: 'users.update', targetType: 'user', targetId: ada.userId, address: '192.0.2.2' },
      { actorId: ben.userId, action: 'auth.login', address: '192.0.2.2' },
    ],
  })
  await db.prisma.search.createMany({
    data: [ada, ben].flatMap(({ userId }) =>
      Array.from({ length: 201 }, (_, n) => ({ userId, at: now, query: `bees ${n}`, hits: 0, tookMs: 1 })),
    ),
  })
  // More than the portions in which they are read.
  for (let i = 0; i < 5; i++) {
    const threads = Array.from({ length: 50 }, (_, n) => ({ userId: ada.userId, title: `Thread ${i} ${n}` }))
    await db.prisma.thread.createMany({ data: threads })
  }
  const [thread] = await db.prisma.thread.findMany({ where: { title: 'Thread 0 0' } })
  await db.prisma.query.createMany({
    data: Array.from({ length: 120 }, (_, n) => ({
      threadId: thread?.id ?? '',
      userId: ada.userId,
      question: `Question ${n}`,
      mode: 'quick' as const,
    })),
  })
})
afterAll(() => db.drop())

async function exported(actor: UserActor) {
  const text = await actAs(actor.userId, () => exportAccount(context(), actor, { address: '192.0.2.9' }))
  let whole = ''
  for await (const piece of iterateAs(actor.userId, text)) whole += piece
  return { text: whole, file: JSON.parse(whole) }
}

describe('the own account', () => {
  it('tells what there is to know', async () => {
    const account = await actAs(ada.userId, () => getAccount(context(), ada))
    expect(account).toMatchObject({
      id: ada.userId,
      email: 'ada@example.org',
      emailVerified: false,
      role: 'member',
      permissions: ['library:write'],
      totpEnabled: true,
      recoveryCodesLeft: 1,
      sessionCount: 1,
      soleOwnerOf: [],
    })
    const { soleOwnerOf } = await actAs(ben.userId, () => getAccount(context(), ben))
    expect(soleOwnerOf).toEqual([{ id: shared.collectionId, name: 'Papers', memberCount: 2 }])
  })

  it('row 16: lets its holder change the name and nothing else', async () => {
    const change = { name: ' Ada L. ', role: 'administrator', email: 'root@example.org', roleName: 'administrator' }
    expect(await updateAccount(context(), ada, change, {})).toMatchObject({
      name: 'Ada L.',
      role: 'member',
      email: 'ada@example.org',
    })
  })
})

describe('the export of the own account', () => {
  it('holds what is the user’s, all of it', async () => {
    const { file } = await exported(ada)
    expect(file).toMatchObject({
      format: 'sarvanom-account-1',
      exportedAt: now.toISOString(),
      profile: { email: 'ada@example.org' },
      groups: [{ group: { name: 'Team' } }],
      collections: [{ collectionId: shared.collectionId, level: 'viewer', collection: { name: 'Papers' } }],
      apiKeys: [{ name: 'Script', prefix: 'srv_abc' }],
      agents: [{ instructions: `of ${ada.userId}` }],
    })
    expect(file.sessions).toHaveLength(2)
    expect(file.threads).toHaveLength(251)
    expect(new Set(file.searches.map((search: { query: string }) => search.query)).size).toBe(201)
    expect(file.searches).toHaveLength(201)
    expect(new Set(file.queries.map((query: { id: string }) => query.id)).size).toBe(121)
    expect(file.queries.find((query: { id: string }) => query.id === shared.queryId)).toMatchObject({
      question: 'Who hums?',
      rating: { rating: 'up', comment: 'Right' },
      answer: { claims: [{ text: 'Bees hum.', citations: [{ quote: 'Bees', title: 'Paper' }] }] },
    })
    expect(await db.prisma.auditEvent.count({ where: { action: 'account.export', actorId: ada.userId } })).toBe(1)
  })

  it('holds no secret, and of what others did to the account not who and from where', async () => {
    const { text, file } = await exported(ada)
    for (const secret of ['session hash', 'key hash', 'totp secret', 'code hash', 'hash of', ben.userId, '192.0.2.2'])
      expect(text, secret).not.toContain(secret)
    const actions = file.auditEvents.map((event: { action: string }) => event.action)
    expect(actions).toEqual(expect.arrayContaining(['auth.login', 'users.update', 'account.export']))
  })

  it('row 17: shows an answer as it may be read now', async () => {
    await db.prisma.collectionMember.deleteMany({ where: { userId: ada.userId } })
    const { text } = await exported(ada)
    expect(text).not.toContain('Bees')
    expect(text).toContain('Who hums?')
  })
})

describe('deleting the own account', () => {
  it('takes the password, and wrong ones change nothing and are not let through for long', async () => {
    await expect(deleteAccount(context(), ada, { password: 'guess' }, {})).rejects.toMatchObject({
      code: 'UNAUTHORIZED',
      fields: [{ path: 'password' }],
    })
    expect(await db.prisma.user.count({ where: { id: ada.userId } })).toBe(1)
    expect(await db.prisma.auditEvent.findMany({ where: { action: 'account.delete' } })).toMatchObject([
      { result: 'denied', actorId: ada.userId },
    ])
    const guesses = Array.from({ length: 20 }, () => deleteAccount(context(), ada, { password: 'guess' }, {}))
    const results = await Promise.allSettled(guesses)
    const limited = { status: 'rejected', reason: { code: 'TOO_MANY_REQUESTS', retryAfter: expect.any(Number) } }
    expect(results.at(-1)).toMatchObject(limited)
  })

  it('is refused to the only owner of what others use', async () => {
    await db.prisma.collectionMember.create({
      data: { userId: ada.userId, collectionId: shared.collectionId, level: 'viewer' },
    })
    await expect(deleteAccount(context(), ben, { password: 'ben' }, {})).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('"Papers"'),
    })
  })

  it('removes everything, and the log keeps that it happened', async () => {
    const elsewhere = { ...ada, sessionId: 'another' }
    const work = () => deleteAccount(context(), elsewhere, { password: 'ada' }, { address: '192.0.2.9' })
    await actAs(ada.userId, work)
    expect(await db.prisma.user.count({ where: { id: ada.userId } })).toBe(0)
    expect(await db.prisma.thread.count()).toBe(0)
    expect(
      await db.prisma.auditEvent.findMany({ where: { action: 'account.delete', result: 'success' } }),
    ).toMatchObject([{ actorId: ada.userId, targetId: ada.userId, address: '192.0.2.9' }])
  })
})
