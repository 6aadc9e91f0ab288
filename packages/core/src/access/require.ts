import type { Database, MemberLevel, Prisma } from '@sarvanom/db'
import { DomainError, notFound } from '../errors.ts'
import type { Actor } from './actor.ts'
import { levelOf, levelSelect } from './level.ts'
import { accessibleCollections, accessibleDocuments, reaches } from './rule.ts'

const levelMissing = (level: MemberLevel) =>
  new DomainError('FORBIDDEN', `This needs the level "${level}" in the collection`)

/**
 * Refuses unless the actor holds at least `level` in the collection. Who cannot see the collection gets
 * NOT_FOUND, as for an id that never existed; who can see it but not change it gets FORBIDDEN.
 *
 * @returns the collection's name and the actor's effective level (`owner` for the system).
 */
export async function requireCollection(
  { db }: { db: Database },
  actor: Actor,
  collectionId: string,
  level: MemberLevel,
): Promise<{ id: string; name: string; level: MemberLevel }> {
  const found = await db.prisma.collection.findFirst({
    where: { AND: [{ id: collectionId }, accessibleCollections(actor)] },
    select: { id: true, name: true, ...levelSelect(actor) },
  })
  if (!found) throw notFound()
  const held = levelOf(actor, found)
  if (!reaches(held, level)) throw levelMissing(level)
  return { id: found.id, name: found.name, level: held }
}

/**
 * Refuses unless the actor may read each of the documents and holds `level` in its collection.
 *
 * @param ids each once
 * @throws DomainError NOT_FOUND where one cannot be read, FORBIDDEN where the level is missing
 */
export async function requireDocuments(
  { db }: { db: Database },
  actor: Actor,
  ids: readonly string[],
  level: MemberLevel,
): Promise<void> {
  const count = (held: MemberLevel) =>
    db.prisma.document.count({ where: { AND: [{ id: { in: [...ids] } }, accessibleDocuments(actor, held)] } })
  if ((await count(level)) === ids.length) return
  if ((await count('viewer')) < ids.length) throw notFound()
  throw levelMissing(level)
}

/** Refuses unless the actor may read each of the collections; one that is not there and one that is not shared are told alike. */
export async function requireReadable(
  prisma: Prisma.TransactionClient,
  actor: Actor,
  collectionIds: readonly string[],
): Promise<void> {
  const wanted = new Set(collectionIds)
  const where = { AND: [{ id: { in: [...wanted] } }, accessibleCollections(actor)] }
  if ((await prisma.collection.count({ where })) < wanted.size) throw notFound()
}
