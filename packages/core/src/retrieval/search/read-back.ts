import type { Database, Prisma } from '@sarvanom/db'
import type { Ranked } from '../ranking/rank.ts'
import type { Hit, RetrievalLane } from '../types.ts'

export interface ReadScope {
  collectionIds: readonly string[]
  /** The access rule. */
  documents: Prisma.DocumentWhereInput
}

type Readable = Omit<Hit, 'score' | 'lanes' | 'relevance'>

/** Chunks that may be read now, of documents' current versions: what a stale index still knows is left out. */
const readChunks = async (
  { prisma }: Pick<Database, 'prisma'>,
  { collectionIds, documents }: ReadScope,
  chunkIds: readonly string[],
): Promise<Map<string, Readable>> => {
  const rows = await prisma.chunk.findMany({
    where: { id: { in: [...chunkIds] }, document: documents, version: { currentOf: { isNot: null } } },
    select: {
      id: true,
      documentId: true,
      text: true,
      language: true,
      page: true,
      start: true,
      end: true,
      document: { select: { externalId: true, title: true, collectionId: true } },
    },
  })
  const allowed = new Set(collectionIds)
  const readable = rows.filter(({ document }) => allowed.has(document.collectionId))
  return new Map(
    readable.map(({ id, document, language, ...chunk }) => [
      id,
      { ...chunk, ...document, chunkId: id, language: language ?? '' },
    ]),
  )
}

/** What a search needs of the ranking: the next that could be hits, in order. */
const nextPortion = (
  ranking: readonly Ranked[],
  from: number,
  count: number,
  isTaken: (documentId: string) => boolean,
): { portion: Ranked[]; end: number } => {
  const portion: Ranked[] = []
  let at = from
  for (; at < ranking.length && portion.length < count; at++) {
    const entry = ranking[at] as Ranked
    if (!isTaken(entry.documentId)) portion.push(entry)
  }
  return { portion, end: at }
}

/**
 * Turns a ranking into at most `limit` hits, read back under the access rule. Entries that may not be read, or are out
 * of date, are passed over for the next ones.
 */
export const readBack = async (
  db: Pick<Database, 'prisma'>,
  scope: ReadScope,
  ranking: readonly Ranked[],
  { limit, groupByDocument }: { limit: number; groupByDocument: boolean },
): Promise<Hit[]> => {
  const hits: Hit[] = []
  const taken = new Set<string>()
  const isTaken = (documentId: string) => groupByDocument && taken.has(documentId)
  for (let at = 0; at < ranking.length && hits.length < limit; ) {
    const { portion, end } = nextPortion(ranking, at, limit - hits.length + 5, isTaken)
    at = end
    if (portion.length === 0) break
    const chunks = await readChunks(
      db,
      scope,
      portion.map(({ chunkId }) => chunkId),
    )
    for (const { chunkId, score, relevance, keyword, vector } of portion) {
      const chunk = chunks.get(chunkId)
      if (!chunk || hits.length >= limit || isTaken(chunk.documentId)) continue
      taken.add(chunk.documentId)
      const lanes: Partial<Record<RetrievalLane, number>> = {
        ...(keyword > 0 ? { keyword } : {}),
        ...(vector === undefined ? {} : { vector }),
      }
      hits.push({ ...chunk, score, relevance, lanes })
    }
  }
  return hits
}
