import { type Database, inTransaction, isForeignKeyViolation, type Transaction } from '@sarvanom/db'
import type { z } from 'zod'
import { type Actor, requireDocuments } from '../../access/index.ts'
import { recordAudit } from '../../audit/index.ts'
import { notFound } from '../../errors.ts'
import type { LibraryContext } from '../context.ts'
import { enqueueRestriction, refreshRestriction } from '../ingest/index.ts'
import type { DocumentAccess, setDocumentAccessInputSchema } from '../schema.ts'

/** @throws DomainError NOT_FOUND, FORBIDDEN for who is not an editor of the collection */
export async function getDocumentAccess(context: { db: Database }, actor: Actor, id: string): Promise<DocumentAccess> {
  await requireDocuments(context, actor, [id], 'editor')
  const row = await context.db.prisma.document.findFirst({
    where: { id },
    select: {
      restricted: true,
      users: {
        select: { user: { select: { id: true, name: true, email: true } } },
        orderBy: [{ user: { name: 'asc' } }, { userId: 'asc' }],
      },
      groups: { select: { group: { select: { id: true, name: true } } }, orderBy: { group: { name: 'asc' } } },
    },
  })
  if (!row) throw notFound()
  const { restricted, users, groups } = row
  return { restricted, users: users.map(({ user }) => user), groups: groups.map(({ group }) => group) }
}

/**
 * Says who of the collection's viewers reads the document. It holds from the next request on; the index, which only narrows
 * what is then read under the access rule, follows at once or by a job. To be named gives nothing to who is no viewer.
 *
 * @throws DomainError NOT_FOUND also for an unknown user or group, FORBIDDEN for who is not an owner of the collection
 */
export async function setDocumentAccess(
  context: LibraryContext,
  actor: Actor,
  { id, restricted, ...named }: z.output<typeof setDocumentAccessInputSchema>,
  from: { address?: string },
): Promise<DocumentAccess> {
  await requireDocuments(context, actor, [id], 'owner')
  const userIds = [...new Set(named.userIds)]
  const groupIds = [...new Set(named.groupIds)]
  const change = async (tx: Transaction) => {
    const [before] = await tx.$queryRaw<{ restricted: boolean }[]>`
      SELECT restricted FROM documents WHERE id = ${id} FOR UPDATE`
    if (!before) throw notFound()
    await tx.documentUser.deleteMany({ where: { documentId: id, userId: { notIn: userIds } } })
    await tx.documentGroup.deleteMany({ where: { documentId: id, groupId: { notIn: groupIds } } })
    const users = userIds.map((userId) => ({ documentId: id, userId }))
    const groups = groupIds.map((groupId) => ({ documentId: id, groupId }))
    await tx.documentUser.createMany({ data: users, skipDuplicates: true })
    await tx.documentGroup.createMany({ data: groups, skipDuplicates: true })
    const isChanged = before.restricted !== restricted
    if (isChanged) {
      // Not through Prisma, for which the document itself would then have been updated.
      await tx.$executeRaw`UPDATE documents SET restricted = ${restricted} WHERE id = ${id}`
      await enqueueRestriction(context.jobs, tx, { documentIds: [id] })
    }
    await recordAudit(tx, {
      actorId: actor.kind === 'user' ? actor.userId : null,
      action: 'documents.access.set',
      target: ['document', id],
      detail: { restricted, userIds, groupIds },
      ...from,
    })
    return isChanged
  }
  try {
    if (await inTransaction(context.db, change)) await followSoon(context, id)
  } catch (error) {
    if (isForeignKeyViolation(error)) throw notFound()
    throw error
  }
  return getDocumentAccess(context, actor, id)
}

/** Now rather than in a moment; what fails here the job does later. */
async function followSoon(context: LibraryContext, id: string): Promise<void> {
  await refreshRestriction(context, { documentIds: [id] }).catch((error: unknown) => {
    context.log.warn({ err: error }, 'the index learns of a restricted document later')
  })
}
