import { Readable } from 'node:stream'
import { type Actor, accessibleDocuments } from '../../access/index.ts'
import { notFound } from '../../errors.ts'
import type { LibraryContext } from '../context.ts'

export interface Original {
  stream: Readable
  /** Bytes. */
  size: number
  fileName: string
  mediaType: string
}

/** The newest version as it was added. @throws DomainError NOT_FOUND */
export async function openOriginal(
  { db, files }: Pick<LibraryContext, 'db' | 'files'>,
  actor: Actor,
  documentId: string,
): Promise<Original> {
  const version = await db.prisma.documentVersion.findFirst({
    where: { document: { AND: [{ id: documentId }, accessibleDocuments(actor)] } },
    orderBy: { number: 'desc' },
    select: { contentHash: true, fileName: true, mediaType: true, text: true, document: { select: { title: true } } },
  })
  if (!version) throw notFound()
  const { contentHash, fileName, mediaType, text, document } = version
  if (fileName !== null) return { ...(await files.open(contentHash)), fileName, mediaType }
  const bytes = Buffer.from(text ?? '')
  const name = document.title.replace(/[/\\]/g, ' ').slice(0, 200)
  return {
    stream: Readable.from([bytes], { objectMode: false }),
    size: bytes.byteLength,
    fileName: `${name}.txt`,
    mediaType,
  }
}
