import { inTransaction } from '@sarvanom/db'
import { type Actor, requireCollection } from '../../access/index.ts'
import { DomainError } from '../../errors.ts'
import type { LibraryContext } from '../context.ts'
import type { StagedFile } from '../files/index.ts'
import { enqueueFile } from '../ingest/index.ts'
import { lockOriginal } from '../ingest/originals.ts'
import type { AddedDocument, RefusedFile } from '../schema.ts'
import { cleanFileName } from './names.ts'

export interface IncomingFile {
  name: string
  /** As the client declared it; kept for the download, decides nothing. */
  mediaType?: string
  /** Where it was fetched from. */
  url?: string
  stream: AsyncIterable<Uint8Array>
}

/**
 * Receives files one after the other. A file that cannot be taken is refused alone; what it still sends is read and
 * dropped, so that those behind it arrive.
 *
 * @throws DomainError NOT_FOUND, FORBIDDEN; INSUFFICIENT_STORAGE when the disk is full, and what the stream itself throws
 */
export async function addFiles(
  context: LibraryContext,
  actor: Actor,
  collectionId: string,
  incoming: AsyncIterable<IncomingFile>,
): Promise<{ documents: (AddedDocument | RefusedFile)[] }> {
  await requireCollection(context, actor, collectionId, 'editor')
  const documents: (AddedDocument | RefusedFile)[] = []
  for await (const { name, mediaType, url, stream } of incoming) {
    const fileName = cleanFileName(name)
    try {
      const staged = await receive(context, stream)
      documents.push(await keep(context, actor, collectionId, staged, { fileName, mediaType, url }))
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'PAYLOAD_TOO_LARGE') throw error
      const { code, message } = error
      documents.push({ id: null, externalId: null, title: fileName, status: 'failed', error: { code, message } })
    }
  }
  if (documents.length === 0) throw new DomainError('BAD_REQUEST', 'There is no file in the request')
  return { documents }
}

async function receive({ files, limits }: LibraryContext, stream: AsyncIterable<Uint8Array>): Promise<StagedFile> {
  const source = stream[Symbol.asyncIterator]()
  // Leaving the loop early must not close the source: the rest of this file has to be read to reach the next one.
  async function* shielded() {
    for (let next = await source.next(); !next.done; next = await source.next()) yield next.value
  }
  try {
    return await files.stage(shielded(), { maxBytes: limits.maxFileBytes })
  } catch (error) {
    if (error instanceof DomainError && error.code === 'PAYLOAD_TOO_LARGE') while (!(await source.next()).done);
    throw error
  }
}

async function keep(
  { db, jobs }: LibraryContext,
  actor: Actor,
  collectionId: string,
  staged: StagedFile,
  { fileName, mediaType, url }: { fileName: string; mediaType: string | undefined; url: string | undefined },
): Promise<AddedDocument> {
  const identity = `content:${staged.hash}`
  try {
    // Asked anew: an upload may take long, and the right may have gone meanwhile.
    await requireCollection({ db }, actor, collectionId, 'editor')
    return await inTransaction(db, async (tx) => {
      await lockOriginal(tx, staged.hash)
      const [created] = await tx.document.createManyAndReturn({
        data: [
          {
            collectionId,
            identity,
            title: fileName,
            url: url ?? null,
            createdById: actor.kind === 'user' ? actor.userId : null,
          },
        ],
        skipDuplicates: true,
        select: { id: true },
      })
      if (created) {
        const version = await tx.documentVersion.create({
          data: {
            documentId: created.id,
            number: 1,
            contentHash: staged.hash,
            byteSize: staged.size,
            fileName,
            mediaType: mediaType?.slice(0, 200) || 'application/octet-stream',
          },
          select: { id: true },
        })
        await staged.keep()
        await enqueueFile(jobs, tx, version.id)
        return { id: created.id, externalId: null, title: fileName, status: 'queued' as const }
      }
      const known = await tx.document.findFirstOrThrow({
        where: { collectionId, identity },
        select: {
          id: true,
          externalId: true,
          title: true,
          status: true,
          versions: { orderBy: { number: 'desc' }, take: 1, select: { id: true } },
        },
      })
      const { versions, ...view } = known
      const newest = versions[0]
      if (known.status !== 'failed' || !newest) return { ...view, duplicate: true as const }
      // What failed once is worth another try when someone sends it again.
      await staged.keep()
      await tx.document.update({
        where: { id: known.id },
        data: { status: 'queued', errorCode: null, errorMessage: null, statusChangedAt: new Date() },
        select: { id: true },
      })
      await enqueueFile(jobs, tx, newest.id)
      return { ...view, status: 'queued' as const, duplicate: true as const }
    })
  } finally {
    await staged.discard()
  }
}
