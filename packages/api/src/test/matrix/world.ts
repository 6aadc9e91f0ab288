import { randomUUID } from 'node:crypto'
import type { TestCore } from '@sarvanom/core/testing'
import { appRouter, createApiContext, createCallerFactory } from '../../index.ts'
import { waitingJob } from '../waiting-job.ts'

const createCaller = createCallerFactory(appRouter)

/** Ids of one set of objects: everything that a procedure can be asked about. */
export interface Objects {
  collectionId: string
  documentId: string
  restrictedId: string
  chunkId: string
  agentId: string
  agentRunId: string
  queryId: string
  runId: string
  threadId: string
  groupId: string
  /** Somebody who has nothing to do with the collection. */
  userId: string
  /** Somebody else who is a member of the collection and of the group. */
  memberId: string
  roleName: string
  invitationId: string
  /** Of that somebody. */
  sessionId: string
  /** The owner's. */
  apiKeyId: string
  ownSessionId: string
  jobId: string
}

export interface Person {
  id: string
  headers: Record<string, string>
}

/** A caller with these headers; every call is a request of its own. */
export function callerOf(test: TestCore, headers: Record<string, string>) {
  const context = createApiContext(test.core)({
    headers: new Headers(headers),
    requestId: 'request',
    signal: new AbortController().signal,
    remoteAddress: '192.0.2.1',
    setCookie: () => {},
  })
  return createCaller(context)
}

export async function addPerson(test: TestCore, role: string): Promise<Person> {
  const { userId } = await test.addUser(role)
  const { setCookie } = await test.core.sessions.create(userId, { userAgent: 'matrix', address: '192.0.2.1' })
  return { id: userId, headers: { cookie: setCookie.split(';')[0] ?? '' } }
}

/** Ids that are well formed and nobody’s. */
export function randomObjects(): Objects {
  const names = Object.keys(emptyObjects) as (keyof Objects)[]
  const ids = Object.fromEntries(names.map((name) => [name, randomUUID()])) as unknown as Objects
  return { ...ids, roleName: `r-${randomUUID().slice(0, 8)}` }
}

const emptyObjects: Objects = {
  collectionId: '',
  documentId: '',
  restrictedId: '',
  chunkId: '',
  agentId: '',
  agentRunId: '',
  queryId: '',
  runId: '',
  threadId: '',
  groupId: '',
  userId: '',
  memberId: '',
  roleName: '',
  invitationId: '',
  sessionId: '',
  apiKeyId: '',
  ownSessionId: '',
  jobId: '',
}

export interface Members {
  owner: string
  editors: string[]
  viewers: string[]
  /** Viewers through a group. */
  grouped: string[]
}

/** A fresh set of objects: the owner's collection with its people, and the owner's questions, agents and keys. */
export async function makeObjects(test: TestCore, members: Members): Promise<Objects> {
  const { prisma } = test.db
  const tag = randomUUID().slice(0, 8)
  const userId = (await test.addUser('member')).userId
  const memberId = (await test.addUser('member')).userId
  const group = await prisma.group.create({
    data: { name: `Group ${tag}`, members: { create: [...members.grouped, memberId].map((id) => ({ userId: id })) } },
  })
  const level = (ids: string[], held: 'editor' | 'viewer') => ids.map((id) => ({ userId: id, level: held }))
  const collection = await prisma.collection.create({
    data: {
      name: `Collection ${tag}`,
      createdById: members.owner,
      members: {
        create: [
          { userId: members.owner, level: 'owner' },
          ...level(members.editors, 'editor'),
          ...level([...members.viewers, memberId], 'viewer'),
        ],
      },
      groups: { create: { groupId: group.id, level: 'viewer' } },
    },
  })
  const document = async (title: string, restricted: boolean) => {
    const { id } = await prisma.document.create({
      data: { collectionId: collection.id, title, restricted, identity: `external:${title}`, externalId: title },
    })
    const version = await prisma.documentVersion.create({
      data: { documentId: id, number: 1, contentHash: 'none', byteSize: 4, mediaType: 'text/plain', text: 'Text.' },
    })
    const chunk = await prisma.chunk.create({
      data: { documentId: id, versionId: version.id, ordinal: 0, start: 0, end: 5, text: 'Text.' },
    })
    await prisma.documentVersion.update({ where: { id: version.id }, data: { indexedAt: new Date(), chunkCount: 1 } })
    await prisma.document.update({ where: { id }, data: { status: 'indexed', currentVersionId: version.id } })
    return { id, chunkId: chunk.id }
  }
  const open = await document(`Open ${tag}`, false)
  const restricted = await document(`Restricted ${tag}`, true)
  const agent = await prisma.agent.create({ data: { ownerId: members.owner, name: `Agent ${tag}` } })
  const thread = await prisma.thread.create({ data: { userId: members.owner, title: `Thread ${tag}` } })
  const query = await prisma.query.create({
    data: {
      threadId: thread.id,
      userId: members.owner,
      agentId: agent.id,
      question: 'Which text?',
      mode: 'quick',
      status: 'completed',
      completedAt: new Date(),
    },
  })
  const run = await prisma.run.create({
    data: { queryId: query.id, status: 'completed', completedAt: new Date(), lastSeq: 1 },
  })
  const done = { type: 'done', payload: { answer: { kind: 'none', claims: [], sources: [] } } }
  await prisma.runEvent.create({ data: { runId: run.id, seq: 1, at: new Date(), ...done } })
  const agentRun = await prisma.agentRun.create({ data: { agentId: agent.id, runId: run.id } })
  const roleName = `role-${tag}`
  await prisma.role.create({ data: { name: roleName, description: 'For tests', permissions: [] } })
  const invitation = await prisma.invitation.create({
    data: {
      email: `${tag}@example.org`,
      roleName: 'member',
      tokenHash: tag,
      expiresAt: new Date(Date.now() + 3_600_000),
    },
  })
  const session = async (of: string) => {
    const later = new Date(Date.now() + 3_600_000)
    return (
      await prisma.session.create({
        data: { idHash: randomUUID(), userId: of, expiresAt: later, endsAt: later },
      })
    ).id
  }
  const key = await prisma.apiKey.create({
    data: { userId: members.owner, name: 'Key', prefix: 'srv_', keyHash: randomUUID(), scopes: ['read'] },
  })
  return {
    collectionId: collection.id,
    documentId: open.id,
    restrictedId: restricted.id,
    chunkId: open.chunkId,
    agentId: agent.id,
    agentRunId: agentRun.id,
    queryId: query.id,
    runId: run.id,
    threadId: thread.id,
    groupId: group.id,
    userId,
    memberId,
    roleName,
    invitationId: invitation.id,
    sessionId: await session(userId),
    apiKeyId: key.id,
    ownSessionId: await session(members.owner),
    jobId: await waitingJob(test),
  }
}

const watched = [
  'users',
  'roles',
  'credentials',
  'groups',
  'group_members',
  'collections',
  'collection_members',
  'collection_groups',
  'documents',
  'document_users',
  'document_groups',
  'document_versions',
  'chunks',
  'agents',
  'agent_runs',
  'threads',
  'queries',
  'runs',
  'feedback',
  'invitations',
  // Using a key is written down in its row.
  '(select id, name, scopes, expires_at, revoked_at from api_keys)',
  'totp_secrets',
  'recovery_codes',
]

/** A digest of everything that a refused call could have changed. */
export async function fingerprint(test: TestCore): Promise<Record<string, string>> {
  const entries = watched.map(async (table) => {
    const { rows } = await test.db.pool.query<{ digest: string }>(
      `select coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as digest from ${table} t`,
    )
    return [table, rows[0]?.digest ?? ''] as const
  })
  return Object.fromEntries(await Promise.all(entries))
}
