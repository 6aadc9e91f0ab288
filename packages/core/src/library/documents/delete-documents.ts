import { asSystem, inTransaction, type Transaction } from '@sarvanom/db'
import { type Actor, accessibleDocuments, requireDocuments } from '../../access/index.ts'
import { recordAudit } from '../../audit/index.ts'
import type { LibraryContext } from '../context.ts'
import { cleanUp, enqueueCleanup } from '../ingest/index.ts'

/**
 * Deletes documents with every trace of them: text, versions, chunks, what answers quote from them, their entries in the
 * index and the originals that nothing else refers to. All or none.
 *
 * @throws DomainError NOT_FOUND where one of them cannot be seen, FORBIDDEN where one may only be read
 */
export async function deleteDocuments(
  context: LibraryContext,
  actor: Actor,
  ids: readonly string[],
  from: { address?: string } = {},
): Promise<void> {
  const wanted = [...new Set(ids)]
  await requireDocuments(context, actor, wanted, 'editor')
  // Others' answers quote them, and others' documents may share their originals.
  await asSystem(() => remove(context, actor, wanted, from))
}

async function remove(context: LibraryContext, actor: Actor, ids: string[], from: { address?: string }) {
  const work = async (tx: Transaction) => {
    await tx.$queryRaw`SELECT id FROM documents WHERE id = ANY(${ids}) ORDER BY id FOR UPDATE`
    const versions = await tx.documentVersion.findMany({
      where: { documentId: { in: ids }, fileName: { not: null } },
      select: { contentHash: true },
    })
    await context.onDocumentsDeleted(tx, ids)
    await tx.document.deleteMany({ where: { AND: [{ id: { in: ids } }, accessibleDocuments(actor, 'editor')] } })
    const cleanup = { documentIds: ids, hashes: versions.map((version) => version.contentHash) }
    await enqueueCleanup(context.jobs, tx, cleanup)
    await recordAudit(tx, {
      actorId: actor.kind === 'user' ? actor.userId : null,
      action: 'documents.delete',
      ...(ids.length === 1 && ids[0] ? { target: ['document', ids[0]] as const } : {}),
      detail: { documentIds: ids },
      ...from,
    })
    return cleanup
  }
  const cleanup = await inTransaction(context.db, work, { timeoutMs: 120_000 })
  // Now rather than in a moment; what fails here the job does later.
  await cleanUp(context, cleanup).catch((error: unknown) => {
    context.log.warn({ err: error, documents: ids.length }, 'deleted documents are cleaned up later')
  })
}
