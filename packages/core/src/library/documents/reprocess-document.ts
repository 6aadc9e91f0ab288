import { inTransaction } from '@sarvanom/db'
import { type Actor, requireDocuments } from '../../access/index.ts'
import { notFound } from '../../errors.ts'
import type { LibraryContext } from '../context.ts'
import { enqueueFile, enqueueTexts } from '../ingest/index.ts'
import type { DocumentView } from '../schema.ts'
import { documentSelect, toView } from './view.ts'

/**
 * Reads the original again, as a new version; the old one is shown until that is indexed. What is still being worked
 * on is left to end.
 *
 * @throws DomainError NOT_FOUND, FORBIDDEN
 */
export async function reprocessDocument(context: LibraryContext, actor: Actor, id: string): Promise<DocumentView> {
  await requireDocuments(context, actor, [id], 'editor')
  return inTransaction(context.db, async (tx) => {
    const [locked] = await tx.$queryRaw<{ status: string }[]>`SELECT status FROM documents WHERE id = ${id} FOR UPDATE`
    if (!locked) throw notFound()
    if (locked.status === 'indexed' || locked.status === 'failed') {
      const newest = await tx.documentVersion.findFirstOrThrow({
        where: { documentId: id },
        orderBy: { number: 'desc' },
        select: { number: true, contentHash: true, byteSize: true, fileName: true, mediaType: true, text: true },
      })
      const { text, ...original } = newest
      const inline = original.fileName === null
      const version = await tx.documentVersion.create({
        data: { ...original, documentId: id, number: newest.number + 1, ...(inline ? { text } : {}) },
        select: { id: true },
      })
      await tx.document.update({
        where: { id },
        data: { status: 'queued', errorCode: null, errorMessage: null, statusChangedAt: new Date() },
        select: { id: true },
      })
      if (inline) await enqueueTexts(context.jobs, tx, [{ id: version.id, length: text?.length ?? 0 }])
      else await enqueueFile(context.jobs, tx, version.id)
    }
    return toView(await tx.document.findFirstOrThrow({ where: { id }, select: documentSelect }))
  })
}
