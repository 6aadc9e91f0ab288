import { asSystem, type Database } from '@sarvanom/db'
import { requireReadable, type UserActor } from '../access/index.ts'
import { DomainError, notFound } from '../errors.ts'
import type { AnalyticsFilter } from './schema.ts'

/** Whose figures are told, once it is decided that they may be. */
export interface Reach {
  /** One person's; undefined: everybody's. */
  person: string | undefined
  /** '' for every collection. */
  collectionId: string
  /** Whether these are the caller's own. */
  own: boolean
}

const permission = 'analytics:read'
export const mayReadAll = (actor: UserActor) => actor.permissions.has(permission)
export const needsPermission = () => new DomainError('FORBIDDEN', `This needs the permission "${permission}"`)

/** Who is asked about: pure. @throws DomainError FORBIDDEN, or BAD_REQUEST where the filter contradicts itself */
export function personOf(actor: UserActor, { scope, userId }: Pick<AnalyticsFilter, 'scope' | 'userId'>) {
  const all = mayReadAll(actor)
  if (!all && (scope === 'all' || (userId !== undefined && userId !== actor.userId))) throw needsPermission()
  if (scope === 'own' && userId !== undefined && userId !== actor.userId) {
    const message = 'must be your own where scope is "own"'
    throw new DomainError('BAD_REQUEST', `userId: ${message}`, { fields: [{ path: 'userId', message }] })
  }
  if (userId !== undefined) return userId
  return scope === 'own' || !all ? actor.userId : undefined
}

/**
 * Decides whose figures the caller gets. From here on rows of others may be read in the system's name.
 *
 * @throws DomainError FORBIDDEN for others' figures without the permission; NOT_FOUND for a collection that the caller cannot
 *   read, whatever the permission, and for a user that does not exist
 */
export async function reachOf(
  { db }: { db: Database },
  actor: UserActor,
  filter: Pick<AnalyticsFilter, 'scope' | 'userId' | 'collectionId'>,
): Promise<Reach> {
  const person = personOf(actor, filter)
  if (filter.collectionId !== undefined) await requireReadable(db.prisma, actor, [filter.collectionId])
  const own = person === actor.userId
  if (person !== undefined && !own) {
    const found = await asSystem(() => db.prisma.user.findFirst({ where: { id: person }, select: { id: true } }))
    if (!found) throw notFound()
  }
  return { person, collectionId: filter.collectionId ?? '', own }
}
