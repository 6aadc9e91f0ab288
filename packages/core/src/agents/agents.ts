import { type Database, isUniqueViolation, type QueryMode } from '@sarvanom/db'
import type { z } from 'zod'
import { requireReadable, type UserActor } from '../access/index.ts'
import { DomainError, notFound } from '../errors.ts'
import { after, toPage } from '../paging.ts'
import type { Page } from '../shared-schema.ts'
import type { createAgentSchema, updateAgentSchema } from './schema.ts'

export interface AgentView {
  id: string
  name: string
  description: string
  instructions: string
  mode: QueryMode
  /** Null: everything that the owner may read. */
  collectionIds: string[] | null
  createdAt: string
  updatedAt: string
  runCount: number
}

const selected = {
  id: true,
  name: true,
  description: true,
  instructions: true,
  mode: true,
  collectionIds: true,
  allCollections: true,
  createdAt: true,
  updatedAt: true,
  _count: { select: { runs: true } },
} as const

interface AgentRow extends Omit<AgentView, 'collectionIds' | 'createdAt' | 'updatedAt' | 'runCount'> {
  collectionIds: string[]
  allCollections: boolean
  createdAt: Date
  updatedAt: Date
  _count: { runs: number }
}

const toView = ({ allCollections, collectionIds, createdAt, updatedAt, _count, ...agent }: AgentRow): AgentView => ({
  ...agent,
  collectionIds: allCollections ? null : collectionIds,
  createdAt: createdAt.toISOString(),
  updatedAt: updatedAt.toISOString(),
  runCount: _count.runs,
})

const scopeData = (collectionIds: string[] | null | undefined) =>
  collectionIds === undefined
    ? {}
    : { allCollections: collectionIds === null, collectionIds: [...new Set(collectionIds)] }

async function withFreeName<T>(change: () => Promise<T>): Promise<T> {
  try {
    return await change()
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    throw new DomainError('CONFLICT', 'You have an agent of this name already', {
      fields: [{ path: 'name', message: 'is the name of another agent of yours' }],
    })
  }
}

export async function createAgent(
  { db }: { db: Database },
  actor: UserActor,
  { name, collectionIds, ...input }: z.infer<typeof createAgentSchema>,
): Promise<AgentView> {
  if (collectionIds) await requireReadable(db.prisma, actor, collectionIds)
  const data = { ...input, name: name.trim(), ...scopeData(collectionIds), ownerId: actor.userId }
  return toView(await withFreeName(() => db.prisma.agent.create({ data, select: selected })))
}

/** Saved agents of one's own, newest first. */
export async function listAgents(
  { db }: { db: Database },
  actor: UserActor,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Page<AgentView>> {
  const rows = await db.prisma.agent.findMany({
    where: { AND: [{ ownerId: actor.userId }, after(cursor, 'createdAt')] },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: limit + 1,
    select: selected,
  })
  return toPage(rows, limit, (row) => ({ at: row.createdAt, id: row.id }), toView)
}

export async function getAgent({ db }: { db: Database }, actor: UserActor, id: string): Promise<AgentView> {
  const row = await db.prisma.agent.findFirst({ where: { id, ownerId: actor.userId }, select: selected })
  if (!row) throw notFound()
  return toView(row)
}

export async function updateAgent(
  context: { db: Database },
  actor: UserActor,
  { id, name, description, instructions, mode, collectionIds }: z.infer<typeof updateAgentSchema>,
): Promise<AgentView> {
  if (collectionIds) await requireReadable(context.db.prisma, actor, collectionIds)
  const { count } = await withFreeName(() =>
    context.db.prisma.agent.updateMany({
      where: { id, ownerId: actor.userId },
      data: {
        ...(name === undefined ? {} : { name: name.trim() }),
        ...(description === undefined ? {} : { description }),
        ...(instructions === undefined ? {} : { instructions }),
        ...(mode === undefined ? {} : { mode }),
        ...scopeData(collectionIds),
      },
    }),
  )
  if (count === 0) throw notFound()
  return getAgent(context, actor, id)
}

/** The questions asked through it stay; they are its owner's. */
export async function deleteAgent({ db }: { db: Database }, actor: UserActor, id: string): Promise<void> {
  const { count } = await db.prisma.agent.deleteMany({ where: { id, ownerId: actor.userId } })
  if (count === 0) throw notFound()
}
