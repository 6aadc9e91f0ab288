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
 * The access rule: the collections in which the actor holds at least `level`. Every query on collections,
 * documents, chunks and whatever is derived from them builds on this one function; nothing else decides.
 */
export function accessibleCollections(actor: Actor, level: MemberLevel = 'viewer'): Prisma.CollectionWhereInput {
  if (actor.kind === 'system') return {}
  return { members: { some: { userId: actor.userId, level: { in: atLeast[level] } } } }
}

/** The same rule for documents: a document is readable where its collection is. */
export function accessibleDocuments(actor: Actor, level: MemberLevel = 'viewer'): Prisma.DocumentWhereInput {
  if (actor.kind === 'system') return {}
  return { collection: accessibleCollections(actor, level) }
}
