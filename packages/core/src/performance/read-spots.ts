import { asSystem, type Database } from '@sarvanom/db'
import type { UserActor } from '../access/index.ts'
import { recordAudit } from '../audit/index.ts'
import { notFound } from '../errors.ts'
import type { SlowSpotKind, SlowSpotsView } from './schema.ts'

type Context = { db: Database }

/** The slow spots of every server, worst first. Who may see them, the caller has decided. */
export async function listSlowSpots(
  { db }: Context,
  kind: SlowSpotKind,
  { sort, limit }: { sort: 'worst' | 'total'; limit: number },
  thresholdMs: number | null,
): Promise<SlowSpotsView> {
  const by = sort === 'worst' ? ('worstMs' as const) : ('totalMs' as const)
  const rows = await asSystem(() =>
    db.prisma.slowSpot.findMany({
      where: { kind },
      orderBy: [{ [by]: 'desc' }, { id: 'asc' }],
      take: limit,
      select: {
        id: true,
        text: true,
        detail: true,
        detailAt: true,
        count: true,
        totalMs: true,
        worstMs: true,
        worstAt: true,
        firstAt: true,
        lastAt: true,
      },
    }),
  )
  return {
    thresholdMs,
    items: rows.map((row) => ({
      ...row,
      detailAt: row.detailAt?.toISOString() ?? null,
      worstAt: row.worstAt.toISOString(),
      firstAt: row.firstAt.toISOString(),
      lastAt: row.lastAt.toISOString(),
    })),
  }
}

/** Forgets one slow spot, or all of a kind. @throws DomainError NOT_FOUND where there is none of that id. */
export async function forgetSlowSpots(
  { db }: Context,
  actor: UserActor,
  { kind, id }: { kind: SlowSpotKind; id?: string | undefined },
  from: { address?: string },
): Promise<{ forgotten: number }> {
  return await asSystem(() =>
    db.prisma.$transaction(async (tx) => {
      const { count } = await tx.slowSpot.deleteMany({ where: { kind, ...(id === undefined ? {} : { id }) } })
      if (id !== undefined && count === 0) throw notFound()
      const detail = { kind, count }
      await recordAudit(tx, { actorId: actor.userId, action: 'system.performance.forget', detail, ...from })
      return { forgotten: count }
    }),
  )
}
