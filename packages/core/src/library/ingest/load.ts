import type { LibraryContext } from '../context.ts'

/** A version that is to be brought to the index. */
export interface OpenVersion {
  id: string
  documentId: string
  number: number
  contentHash: string
  fileName: string | null
  text: string | null
  chunkCount: number
  document: {
    collectionId: string
    title: string
    type: string | null
    language: string | null
    date: Date
    metadata: Record<string, string | number | boolean>
  }
}

/** The versions that still have to be worked on: not deleted, not indexed, and the newest of their documents. */
export async function loadOpen({ db }: LibraryContext, versionIds: readonly string[]): Promise<OpenVersion[]> {
  const rows = await db.prisma.documentVersion.findMany({
    where: { id: { in: [...versionIds] }, indexedAt: null },
    orderBy: { id: 'asc' },
    select: {
      id: true,
      documentId: true,
      number: true,
      contentHash: true,
      fileName: true,
      text: true,
      chunkCount: true,
      document: {
        select: {
          collectionId: true,
          title: true,
          type: true,
          language: true,
          date: true,
          metadata: true,
          versions: { orderBy: { number: 'desc' }, take: 1, select: { id: true } },
        },
      },
    },
  })
  return rows
    .filter((row) => row.document.versions[0]?.id === row.id)
    .map(({ document, ...version }) => ({
      ...version,
      document: { ...document, metadata: document.metadata as OpenVersion['document']['metadata'] },
    }))
}
