import type { MemberLevel, Prisma } from '@sarvanom/db'
import type { Actor } from './actor.ts'

const atLeast: Record<MemberLevel, MemberLevel[]> = {
  viewer: ['viewer', 'editor', 'owner'],
  editor: ['editor', 'owner'],
  owner: ['owner'],
}

/** Whether a member of `level` may do what needs `needed`. */
export const reaches = (level: MemberLevel, needed: MemberLevel) => atLeast[needed].includes(level)

/**
 * The access rule: the collections in which the actor holds at least `level`, as a member or through a group. Every query
 * on collections, documents, chunks and whatever is derived from them builds on this file; nothing else decides. The
 * policies of row-level security say the same once more.
 */
export function accessibleCollections(actor: Actor, level: MemberLevel = 'viewer'): Prisma.CollectionWhereInput {
  if (actor.kind === 'system') return {}
  const { userId } = actor
  const held = { in: atLeast[level] }
  return {
    OR: [
      { members: { some: { userId, level: held } } },
      { groups: { some: { level: held, group: { members: { some: { userId } } } } } },
    ],
  }
}

/** The documents in which the user is named, directly or by a group. */
const documentsNaming = (userId: string): Prisma.DocumentWhereInput => ({
  OR: [{ users: { some: { userId } } }, { groups: { some: { group: { members: { some: { userId } } } } } }],
})

/**
 * The same rule for documents: one is readable where its collection is, and a restricted one by the collection's owners
 * and editors and by those of its viewers who are named in it.
 */
export function accessibleDocuments(actor: Actor, level: MemberLevel = 'viewer'): Prisma.DocumentWhereInput {
  if (actor.kind === 'system') return {}
  const collection = accessibleCollections(actor, level)
  if (level !== 'viewer') return { collection }
  const exempt = { collection: accessibleCollections(actor, 'editor') }
  return { AND: [{ collection }, { OR: [{ restricted: false }, exempt, documentsNaming(actor.userId)] }] }
}

/**
 * The same rule for the documents of one collection, in which the actor's level is known already: asked of every row, the
 * general condition takes several times as long.
 */
export function documentsIn(
  actor: Actor,
  { id, level }: { id: string; level: MemberLevel },
): Prisma.DocumentWhereInput {
  if (actor.kind === 'system' || reaches(level, 'editor')) return { collectionId: id }
  return { AND: [{ collectionId: id }, { OR: [{ restricted: false }, documentsNaming(actor.userId)] }] }
}
