import { inTransaction } from '@sarvanom/db'
import { type Actor, accessibleDocuments } from '../../access/index.ts'
import { DomainError, notFound } from '../../errors.ts'
import type { LibraryContext } from '../context.ts'
import { cleanUp, enqueueCleanup } from '../ingest/index.ts'

/**
 * Deletes documents with every trace of them: text, versions, chunks, what answers quote from them, their entries in the
 * index and the originals that nothing else refers to. All or none.
 *
 * @throws DomainError NOT_FOUND where one of them cannot be seen, FORBIDDEN where one may only be read
 */
export async function deleteDocuments(context: LibraryContext, actor: Actor, ids: readonly string[]): Promise<void> {
  const wanted = [...new Set(ids)]
  await requireDocuments(context, actor, wanted)
  const work = await inTransaction(
    context.db,
    async (tx) => {
      await tx.$queryRaw`SELECT id FROM documents WHERE id = ANY(${wanted}) ORDER BY id FOR UPDATE`
      const versions = await tx.documentVersion.findMany({
        where: { documentId: { in: wanted }, fileName: { not: null } },
        select: { contentHash: true },
      })
      await context.onDocumentsDeleted(tx, wanted)
      await tx.document.deleteMany({ where: { AND: [{ id: { in: wanted } }, accessibleDocuments(actor, 'editor')] } })
      const cleanup = { documentIds: wanted, hashes: versions.map((version) => version.contentHash) }
      await enqueueCleanup(context.jobs, tx, cleanup)
      return cleanup
    },
    { timeoutMs: 120_000 },
  )
  // Now rather than in a moment; what fails here the job does later.
  await cleanUp(context, work).catch((error: unknown) => {
    context.log.warn({ err: error, documents: work.documentIds.length }, 'deleted documents are cleaned up later')
  })
}

export async function requireDocuments(
  { db }: Pick<LibraryContext, 'db'>,
  actor: Actor,
  ids: readonly string[],
): Promise<void> {
  const count = (level: 'viewer' | 'editor') =>
    db.prisma.document.count({ where: { AND: [{ id: { in: [...ids] } }, accessibleDocuments(actor, level)] } })
  if ((await count('editor')) === ids.length) return
  if ((await count('viewer')) < ids.length) throw notFound()
  throw new DomainError('FORBIDDEN', 'This needs the level "editor" in the collection')
}
