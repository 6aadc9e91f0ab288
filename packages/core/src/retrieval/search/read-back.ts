import type { Database, Prisma } from '@sarvanom/db'
import { inSpan } from '../../telemetry/index.ts'
import type { Ranked } from '../ranking/rank.ts'
import type { IndexScope } from '../store/filter.ts'
import type { Hit, RetrievalLane } from '../types.ts'

export interface ReadScope extends IndexScope {
  /** The access rule. */
  documents: Prisma.DocumentWhereInput
}

type Readable = Omit<Hit, 'score' | 'lanes' | 'relevance'>

/**
 * Chunks that may be read now, of documents' current versions: what a stale index still knows is left out. Two look-ups
 * by key at once: joined into one query, with the rule inside, they took 80 ms for a hundred chunks instead of 10.
 */
const readChunks = async (
  { prisma }: Pick<Database, 'prisma'>,
  { collectionIds, documents: rule }: ReadScope,
  portion: readonly Ranked[],
): Promise<Map<string, Readable>> => {
  const [chunks, documents] = await Promise.all([
    prisma.chunk.findMany({
      where: { id: { in: portion.map(({ chunkId }) => chunkId) } },
      select: {
        id: true,
        documentId: true,
        versionId: true,
        text: true,
        language: true,
        page: true,
        start: true,
        end: true,
      },
    }),
    prisma.document.findMany({
      where: { AND: [{ id: { in: [...new Set(portion.map(({ documentId }) => documentId))] } }, rule] },
      select: { id: true, externalId: true, title: true, collectionId: true, currentVersionId: true },
    }),
  ])
  const searched = new Set(collectionIds)
  const readable = new Map(documents.filter((one) => searched.has(one.collectionId)).map((one) => [one.id, one]))
  return new Map(
    chunks.flatMap(({ id, versionId, language, ...chunk }) => {
      const document = readable.get(chunk.documentId)
      if (!document || document.currentVersionId !== versionId) return []
      const { externalId, title, collectionId } = document
      return [[id, { ...chunk, externalId, title, collectionId, chunkId: id, language: language ?? '' }] as const]
    }),
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
    const chunks = await inSpan('read back', { 'sarvanom.passages': portion.length }, () =>
      readChunks(db, scope, portion),
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
